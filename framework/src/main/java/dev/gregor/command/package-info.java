/** Sending commands and learning their outcomes. */
@NullMarked
package dev.gregor.command;

import org.jspecify.annotations.NullMarked;
