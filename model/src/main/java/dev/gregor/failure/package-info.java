/** The two kinds of failure that callers tell apart: those that a retry may cure, and those that it cannot. */
@NullMarked
package dev.gregor.failure;

import org.jspecify.annotations.NullMarked;
