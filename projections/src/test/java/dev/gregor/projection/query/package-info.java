/** Tests of queries. */
@NullMarked
package dev.gregor.projection.query;

import org.jspecify.annotations.NullMarked;
