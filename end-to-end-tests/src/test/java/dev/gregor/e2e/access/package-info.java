/** Access to what runs, in the process and over HTTP. */
@NullMarked
package dev.gregor.e2e.access;

import org.jspecify.annotations.NullMarked;
