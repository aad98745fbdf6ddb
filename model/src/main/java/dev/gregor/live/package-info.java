/** Serving those who subscribe to what goes on, and threads for that and other work beside. Internal; not for users. */
@NullMarked
package dev.gregor.live;

import org.jspecify.annotations.NullMarked;
