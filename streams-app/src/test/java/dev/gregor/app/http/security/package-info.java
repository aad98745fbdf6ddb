/** Tests of requests and replies. */
@NullMarked
package dev.gregor.app.http.security;

import org.jspecify.annotations.NullMarked;
