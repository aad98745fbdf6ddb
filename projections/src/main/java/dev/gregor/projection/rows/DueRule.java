package dev.gregor.projection.rows;

import dev.gregor.message.Event;
import dev.gregor.projection.ProjectionRule;
import org.apache.avro.specific.SpecificRecord;

/** A rule that an event runs. The part is the place of the event among those that the recorded one is today. */
public record DueRule<R extends SpecificRecord>(ProjectionRule<R, ?> rule, Event<?> event, int part) {}
