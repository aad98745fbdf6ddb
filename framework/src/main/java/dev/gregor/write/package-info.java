/** The write side: the topology that turns commands into events, in transactions. */
@NullMarked
package dev.gregor.write;

import org.jspecify.annotations.NullMarked;
