/** Sending commands over Kafka and learning their outcomes. */
@NullMarked
package dev.gregor.command.gateway;

import org.jspecify.annotations.NullMarked;
