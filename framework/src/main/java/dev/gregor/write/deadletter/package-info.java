/** Dead letters: records that could not be read or handled, with the reason. */
@NullMarked
package dev.gregor.write.deadletter;

import org.jspecify.annotations.NullMarked;
