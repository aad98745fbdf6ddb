/** The runnable application. */
@NullMarked
package dev.gregor.app;

import org.jspecify.annotations.NullMarked;
