/** Questions to read models, and their answers. */
@NullMarked
package dev.gregor.projection.query;

import org.jspecify.annotations.NullMarked;
