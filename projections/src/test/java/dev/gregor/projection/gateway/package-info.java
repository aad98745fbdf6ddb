/** Tests of queries. */
@NullMarked
package dev.gregor.projection.gateway;

import org.jspecify.annotations.NullMarked;
