package dev.gregor.testing.run;

import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** A recorded event in the history of a test, as the events that it is today, and when it was. */
record GivenEvent(List<SpecificRecord> today, Instant time) {}
