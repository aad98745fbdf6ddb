/** A small domain for tests. */
@NullMarked
package dev.gregor.it.bank;

import org.jspecify.annotations.NullMarked;
