/** Tests of streams. */
@NullMarked
package dev.gregor.app.http.stream;

import org.jspecify.annotations.NullMarked;
