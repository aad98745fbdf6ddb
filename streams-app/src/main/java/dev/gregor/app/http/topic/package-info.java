/** Publishing of messages, scheduling, and the outbox. */
@NullMarked
package dev.gregor.app.http.topic;

import org.jspecify.annotations.NullMarked;
