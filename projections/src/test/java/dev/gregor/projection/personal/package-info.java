/** Tests of projections at work. */
@NullMarked
package dev.gregor.projection.personal;

import org.jspecify.annotations.NullMarked;
