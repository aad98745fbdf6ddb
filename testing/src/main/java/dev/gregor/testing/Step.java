package dev.gregor.testing;

import dev.gregor.aggregate.Decision;
import org.apache.avro.specific.SpecificRecord;

/** One command and what came of it. */
record Step<S extends SpecificRecord>(Scene<S> before, SpecificRecord command, Decision decision, Scene<S> after) {}
