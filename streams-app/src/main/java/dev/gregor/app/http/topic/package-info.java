/** Publishing of messages. */
@NullMarked
package dev.gregor.app.http.topic;

import org.jspecify.annotations.NullMarked;
