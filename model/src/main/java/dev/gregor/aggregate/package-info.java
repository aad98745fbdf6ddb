/** The programming model: an aggregate decides commands and evolves by events. */
@NullMarked
package dev.gregor.aggregate;

import org.jspecify.annotations.NullMarked;
