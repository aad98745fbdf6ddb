/** Tests. */
@NullMarked
package dev.gregor.command.gateway;

import org.jspecify.annotations.NullMarked;
