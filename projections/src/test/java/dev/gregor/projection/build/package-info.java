/** What instances agree on. */
@NullMarked
package dev.gregor.projection.build;

import org.jspecify.annotations.NullMarked;
