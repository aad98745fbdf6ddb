/** Records that are no commands, events or messages, whatever they say. */
@NullMarked
package dev.gregor.it.malformed;

import org.jspecify.annotations.NullMarked;
