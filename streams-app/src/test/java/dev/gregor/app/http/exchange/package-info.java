/** Tests of requests and replies. */
@NullMarked
package dev.gregor.app.http.exchange;

import org.jspecify.annotations.NullMarked;
