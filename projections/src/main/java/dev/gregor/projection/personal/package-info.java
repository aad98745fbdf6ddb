/** What of the rows of read models is personal, and what of that is sealed. */
@NullMarked
package dev.gregor.projection.personal;

import org.jspecify.annotations.NullMarked;
