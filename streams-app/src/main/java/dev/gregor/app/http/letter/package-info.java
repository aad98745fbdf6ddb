/** Endpoints of dead letters. */
@NullMarked
package dev.gregor.app.http.letter;

import org.jspecify.annotations.NullMarked;
