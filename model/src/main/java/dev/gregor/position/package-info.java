/** How far a reader of events has come. */
@NullMarked
package dev.gregor.position;

import org.jspecify.annotations.NullMarked;
