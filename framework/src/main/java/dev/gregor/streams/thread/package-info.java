/** What a stream thread, its consumer and its producer know of each other: polls, commits, refused sends. */
@NullMarked
package dev.gregor.streams.thread;

import org.jspecify.annotations.NullMarked;
