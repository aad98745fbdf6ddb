/** Tests. */
@NullMarked
package dev.gregor.live;

import org.jspecify.annotations.NullMarked;
