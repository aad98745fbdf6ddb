package dev.gregor.messaging.outbox;

import java.util.Optional;

/**
 * How far messages are published again.
 *
 * @param messages how many are pending again
 * @param cursor where to go on; empty if there are no more
 */
public record Republished(int messages, Optional<String> cursor) {}
