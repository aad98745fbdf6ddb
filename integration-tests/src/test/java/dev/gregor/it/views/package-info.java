/** The next version of a read model of the example. */
@NullMarked
package dev.gregor.it.views;

import org.jspecify.annotations.NullMarked;
