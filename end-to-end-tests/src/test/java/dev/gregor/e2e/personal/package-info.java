/** Persons who are forgotten, in the JAR. */
@NullMarked
package dev.gregor.e2e.personal;

import org.jspecify.annotations.NullMarked;
