/** Tests of projections at work. */
@NullMarked
package dev.gregor.projection.task;

import org.jspecify.annotations.NullMarked;
