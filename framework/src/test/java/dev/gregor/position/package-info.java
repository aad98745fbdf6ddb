/** Tests. */
@NullMarked
package dev.gregor.position;

import org.jspecify.annotations.NullMarked;
