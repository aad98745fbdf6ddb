/** Rows that deliver each change to their subscribers. Internal; not for users. */
@NullMarked
package dev.gregor.projection.live;

import org.jspecify.annotations.NullMarked;
