/** Tests of projections at work. */
@NullMarked
package dev.gregor.projection.live;

import org.jspecify.annotations.NullMarked;
