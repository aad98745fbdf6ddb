/** The state stores of an application, and the folder that they are in. */
@NullMarked
package dev.gregor.streams.state;

import org.jspecify.annotations.NullMarked;
