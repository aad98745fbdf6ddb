/** Which builds of each read model there are and which of them serves, agreed between instances by a log of steps. */
@NullMarked
package dev.gregor.projection.build;

import org.jspecify.annotations.NullMarked;
