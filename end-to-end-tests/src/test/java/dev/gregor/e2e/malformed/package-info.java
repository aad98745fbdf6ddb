/** Requests that nobody should send, and what is answered. */
@NullMarked
package dev.gregor.e2e.malformed;

import org.jspecify.annotations.NullMarked;
