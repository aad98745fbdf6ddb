/** Rows of read models, their status, their control and their parked events. */
@NullMarked
package dev.gregor.app.http.projection;

import org.jspecify.annotations.NullMarked;
