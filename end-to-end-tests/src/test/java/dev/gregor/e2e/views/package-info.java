/** The next version of a read model of the example. */
@NullMarked
package dev.gregor.e2e.views;

import org.jspecify.annotations.NullMarked;
