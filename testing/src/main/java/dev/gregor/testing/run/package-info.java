/** Runs the steps of a test, and shows them as text. */
@NullMarked
package dev.gregor.testing.run;

import org.jspecify.annotations.NullMarked;
