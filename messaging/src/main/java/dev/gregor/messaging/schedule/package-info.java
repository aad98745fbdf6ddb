/** Messages that are delivered at a time, after a delay, or again and again. */
@NullMarked
package dev.gregor.messaging.schedule;

import org.jspecify.annotations.NullMarked;
