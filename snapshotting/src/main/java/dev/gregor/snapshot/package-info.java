/** Snapshots: what the write side keeps of an aggregate between two commands, and when it folds events in. */
@NullMarked
package dev.gregor.snapshot;

import org.jspecify.annotations.NullMarked;
