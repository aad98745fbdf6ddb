/** Asks instances over HTTP, again and elsewhere if it has to. Internal; not for users. */
@NullMarked
package dev.gregor.client.http;

import org.jspecify.annotations.NullMarked;
