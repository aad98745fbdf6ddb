/** Tests. */
@NullMarked
package dev.gregor.aggregate;

import org.jspecify.annotations.NullMarked;
