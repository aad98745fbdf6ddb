/** Read models: how they are defined, built and queried. */
@NullMarked
package dev.gregor.projection;

import org.jspecify.annotations.NullMarked;
