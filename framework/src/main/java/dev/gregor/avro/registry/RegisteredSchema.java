package dev.gregor.avro.registry;

import org.apache.avro.Schema;

/** A schema as a registry keeps it: its id, which is the same under every subject, and its version within the subject. */
public record RegisteredSchema(int id, int version, Schema schema) {}
