package dev.gregor.projection.query;

import org.apache.kafka.common.utils.Bytes;

/** A row as it is stored. */
record EncodedRow(Bytes key, byte[] value) {}
