/** How fast events are handled: whether what they need answers, and how many dead letters a second. */
@NullMarked
package dev.gregor.messaging.subscribe.pace;

import org.jspecify.annotations.NullMarked;
