/** What the two stages of a build with rows of other keys send each other: events under row keys, numbered, and markers. Internal; not for users. */
@NullMarked
package dev.gregor.projection.keyed;

import org.jspecify.annotations.NullMarked;
