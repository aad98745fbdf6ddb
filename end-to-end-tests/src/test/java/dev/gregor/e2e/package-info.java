/** The application from outside, as processes that are asked over HTTP. */
@NullMarked
package dev.gregor.e2e;

import org.jspecify.annotations.NullMarked;
