/** Tests of commits and what follows them. */
@NullMarked
package dev.gregor.streams.thread;

import org.jspecify.annotations.NullMarked;
