/** Tests. */
@NullMarked
package dev.gregor.event;

import org.jspecify.annotations.NullMarked;
