/** Closes what has been started, in order or together. Internal; not for users. */
@NullMarked
package dev.gregor.node.closing;

import org.jspecify.annotations.NullMarked;
