package dev.gregor.testing.run;

import dev.gregor.aggregate.Decision;
import org.apache.avro.specific.SpecificRecord;

/** One command and what came of it. */
public record Execution<S extends SpecificRecord>(
        TestState<S> before, SpecificRecord command, Decision decision, TestState<S> after) {}
