/** Tests. */
@NullMarked
package dev.gregor.streams;

import org.jspecify.annotations.NullMarked;
