/** Runs subscriptions: polls, handles in lanes by key, and commits. */
@NullMarked
package dev.gregor.messaging.subscribe.run;

import org.jspecify.annotations.NullMarked;
