/** Tests of projections at work. */
@NullMarked
package dev.gregor.projection.parked;

import org.jspecify.annotations.NullMarked;
