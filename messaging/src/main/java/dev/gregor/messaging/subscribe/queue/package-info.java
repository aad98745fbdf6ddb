/** How the messages of a queue are handled: by the members of a share group, each with one message at a time. */
@NullMarked
package dev.gregor.messaging.subscribe.queue;

import org.jspecify.annotations.NullMarked;
