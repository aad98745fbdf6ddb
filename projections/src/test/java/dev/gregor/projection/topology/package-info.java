/** Tests of projections at work. */
@NullMarked
package dev.gregor.projection.topology;

import org.jspecify.annotations.NullMarked;
