/** Commands, and what aggregates are and were. */
@NullMarked
package dev.gregor.app.http.aggregate;

import org.jspecify.annotations.NullMarked;
