/** Commands, their conditions and their outcomes. */
@NullMarked
package dev.gregor.command;

import org.jspecify.annotations.NullMarked;
