/** How far a partition is handled, and what it has had lately: what a restart goes on from. */
@NullMarked
package dev.gregor.messaging.subscribe.progress;

import org.jspecify.annotations.NullMarked;
