package dev.gregor.testing.run;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** An event in the history of a test, and when it was. */
record GivenEvent(SpecificRecord event, Instant time) {}
