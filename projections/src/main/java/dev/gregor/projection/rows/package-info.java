/** The rows of one task: how rules change them, how they are kept, and which windows they have. Internal; not for users. */
@NullMarked
package dev.gregor.projection.rows;

import org.jspecify.annotations.NullMarked;
