/** How far a reader of events has come, and waiting until it has come far enough. */
@NullMarked
package dev.gregor.position;

import org.jspecify.annotations.NullMarked;
