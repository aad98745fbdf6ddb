/** Tests. */
@NullMarked
package dev.gregor.client;

import org.jspecify.annotations.NullMarked;
