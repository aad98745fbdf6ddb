/** Tests of the write side. */
@NullMarked
package dev.gregor.write;

import org.jspecify.annotations.NullMarked;
