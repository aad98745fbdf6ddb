/** Subscribing to topics: what users write, and how it is run. */
@NullMarked
package dev.gregor.messaging.subscribe;

import org.jspecify.annotations.NullMarked;
