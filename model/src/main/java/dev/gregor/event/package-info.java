/** Recorded events, as those who read them get them. */
@NullMarked
package dev.gregor.event;

import org.jspecify.annotations.NullMarked;
