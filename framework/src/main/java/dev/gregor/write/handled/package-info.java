/** Which commands of a partition are handled, with what outcome, and how many events it has. */
@NullMarked
package dev.gregor.write.handled;

import org.jspecify.annotations.NullMarked;
