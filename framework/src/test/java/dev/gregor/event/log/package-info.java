/** Tests. */
@NullMarked
package dev.gregor.event.log;

import org.jspecify.annotations.NullMarked;
