/** Publishing of messages, and scheduling. */
@NullMarked
package dev.gregor.app.http.topic;

import org.jspecify.annotations.NullMarked;
