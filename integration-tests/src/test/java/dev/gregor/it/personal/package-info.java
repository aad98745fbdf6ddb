/** A small domain with personal fields. */
@NullMarked
package dev.gregor.it.personal;

import org.jspecify.annotations.NullMarked;
