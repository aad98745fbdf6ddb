/** What was marked later of the domain with personal fields. */
@NullMarked
package dev.gregor.it.personal.marked;

import org.jspecify.annotations.NullMarked;
