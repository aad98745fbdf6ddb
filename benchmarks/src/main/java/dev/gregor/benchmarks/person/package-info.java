/** A domain with personal fields, sealed and not. */
@NullMarked
package dev.gregor.benchmarks.person;

import org.jspecify.annotations.NullMarked;
