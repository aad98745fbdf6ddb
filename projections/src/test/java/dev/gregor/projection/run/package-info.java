/** Tests of projections at work. */
@NullMarked
package dev.gregor.projection.run;

import org.jspecify.annotations.NullMarked;
