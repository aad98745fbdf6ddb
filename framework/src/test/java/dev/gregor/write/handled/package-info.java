/** Tests of what a partition knows of its commands. */
@NullMarked
package dev.gregor.write.handled;

import org.jspecify.annotations.NullMarked;
