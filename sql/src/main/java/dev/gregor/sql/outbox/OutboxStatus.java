package dev.gregor.sql.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * What is left to publish.
 *
 * @param pending how many messages are committed and not known to be published
 * @param oldest when the oldest of them was written; empty if there is none
 */
public record OutboxStatus(long pending, Optional<Instant> oldest) {}
