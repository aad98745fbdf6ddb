/** Requests, replies and problems: what every endpoint reads and writes. */
@NullMarked
package dev.gregor.app.http.exchange;

import org.jspecify.annotations.NullMarked;
