/** Tests. */
@NullMarked
package dev.gregor.message;

import org.jspecify.annotations.NullMarked;
