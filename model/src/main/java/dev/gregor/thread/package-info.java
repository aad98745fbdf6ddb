/** How threads are made. Internal; not for users. */
@NullMarked
package dev.gregor.thread;

import org.jspecify.annotations.NullMarked;
