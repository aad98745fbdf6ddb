/** Tests. */
@NullMarked
package dev.gregor.api;

import org.jspecify.annotations.NullMarked;
