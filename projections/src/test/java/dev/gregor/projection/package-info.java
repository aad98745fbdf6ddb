/** Tests of how projections are defined. */
@NullMarked
package dev.gregor.projection;

import org.jspecify.annotations.NullMarked;
