package dev.gregor.projection.query;

import org.apache.avro.specific.SpecificRecord;

/**
 * One row of a read model.
 *
 * @param key its key, unique in the read model
 * @param value what it holds
 */
public record Row(String key, SpecificRecord value) {}
