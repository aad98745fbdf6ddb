/** Tests of state stores and their folder. */
@NullMarked
package dev.gregor.streams.state;

import org.jspecify.annotations.NullMarked;
