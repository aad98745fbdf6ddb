package dev.gregor.projection.gateway;

import org.apache.kafka.common.utils.Bytes;

/**
 * A row as it is stored, and as it goes from one instance to another.
 *
 * @param key its key in UTF-8
 * @param value the record, as the codec of the projection writes it
 */
public record EncodedRow(Bytes key, byte[] value) {}
