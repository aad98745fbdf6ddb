/** Events that a build could not apply, with all that follow under their keys: kept, tried again, thrown away. Internal; not for users. */
@NullMarked
package dev.gregor.projection.parked;

import org.jspecify.annotations.NullMarked;
