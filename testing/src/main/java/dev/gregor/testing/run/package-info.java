/** Where the steps of a test are performed, and how they are told as text. */
@NullMarked
package dev.gregor.testing.run;

import org.jspecify.annotations.NullMarked;
