/** Runs the steps of a test of a read model, and shows its rows as text. Internal; not for users. */
@NullMarked
package dev.gregor.testing.run.rows;

import org.jspecify.annotations.NullMarked;
