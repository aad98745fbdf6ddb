/** Rows that tell those who watch them of each change. Internal; not for users. */
@NullMarked
package dev.gregor.projection.live;

import org.jspecify.annotations.NullMarked;
