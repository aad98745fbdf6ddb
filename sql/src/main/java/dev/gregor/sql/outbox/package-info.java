/** Messages that are written in transactions of a database, and published from there. */
@NullMarked
package dev.gregor.sql.outbox;

import org.jspecify.annotations.NullMarked;
