/** Callers by API key, token and certificate, what a file of rules lets them do, and TLS. Loaded only if there is such a file or TLS. */
@NullMarked
package dev.gregor.app.http.security;

import org.jspecify.annotations.NullMarked;
