package dev.gregor.write.storage;

import dev.gregor.message.MessageType;
import java.time.Instant;

/**
 * An event that is decided and encoded, but not written yet.
 *
 * @param type the logical type
 * @param version the aggregate's version right after it
 * @param time when it was decided
 * @param value the record's value
 */
public record EncodedEvent(MessageType type, long version, Instant time, byte[] value) {}
