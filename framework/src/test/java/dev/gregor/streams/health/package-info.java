/** Tests of the health of an application. */
@NullMarked
package dev.gregor.streams.health;

import org.jspecify.annotations.NullMarked;
