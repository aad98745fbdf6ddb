/** One instance of an application: the write side, the event log and the read models, with typed access to them. */
@NullMarked
package dev.gregor.node;

import org.jspecify.annotations.NullMarked;
