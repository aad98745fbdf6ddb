/** Threads that work with a database. */
@NullMarked
package dev.gregor.sql.thread;

import org.jspecify.annotations.NullMarked;
