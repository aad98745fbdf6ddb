package dev.gregor.aggregate;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The class that carries a message or a state, and its schema. */
record MessageSchema<M extends SpecificRecord>(Class<M> messageClass, Schema schema) {}
