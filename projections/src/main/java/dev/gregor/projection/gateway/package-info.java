/** Queries of read models by their names, in this process and in others. */
@NullMarked
package dev.gregor.projection.gateway;

import org.jspecify.annotations.NullMarked;
