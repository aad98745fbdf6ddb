/** Tests of projections at work. */
@NullMarked
package dev.gregor.projection.keyed;

import org.jspecify.annotations.NullMarked;
