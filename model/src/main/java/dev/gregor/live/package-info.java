/** Serving those who subscribe to what goes on. */
@NullMarked
package dev.gregor.live;

import org.jspecify.annotations.NullMarked;
