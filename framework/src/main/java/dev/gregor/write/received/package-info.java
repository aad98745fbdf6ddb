/** Commands as they are received: read from records and checked. */
@NullMarked
package dev.gregor.write.received;

import org.jspecify.annotations.NullMarked;
