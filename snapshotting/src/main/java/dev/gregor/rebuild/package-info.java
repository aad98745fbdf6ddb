/** Recreating the write side's stores from events, and comparing them with events, while the application is stopped. */
@NullMarked
package dev.gregor.rebuild;

import org.jspecify.annotations.NullMarked;
