/** The write side: the topology that turns commands into events, one transaction at a time. */
@NullMarked
package dev.gregor.write;

import org.jspecify.annotations.NullMarked;
