/** What the instances that a client asks answer instead of an outcome, a row or an event. */
@NullMarked
package dev.gregor.client.problem;

import org.jspecify.annotations.NullMarked;
