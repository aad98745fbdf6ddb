/** How read models are defined: which events they read, which rows these change, and how. */
@NullMarked
package dev.gregor.projection;

import org.jspecify.annotations.NullMarked;
