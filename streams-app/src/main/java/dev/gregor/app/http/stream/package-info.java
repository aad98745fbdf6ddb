/** Responses that go on: events and rows as server-sent events. */
@NullMarked
package dev.gregor.app.http.stream;

import org.jspecify.annotations.NullMarked;
