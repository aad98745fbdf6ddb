/** Messages that are transformed and routed from topics to topics, with what is known of a key. */
@NullMarked
package dev.gregor.messaging.flow;

import org.jspecify.annotations.NullMarked;
