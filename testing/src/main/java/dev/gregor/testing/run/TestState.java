package dev.gregor.testing.run;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.CommandContext;
import dev.gregor.message.AggregateId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Where a test stands: which aggregate, what became of it by which events, what time it is, and how many commands it was given. */
public record TestState<S extends SpecificRecord>(
        String aggregateId, AggregateState<S> aggregate, List<GivenEvent> history, Instant now, int commands) {

    /** Nothing has happened yet. */
    public static <S extends SpecificRecord> TestState<S> at(Instant start) {
        return new TestState<>("1", AggregateState.none(), List.of(), start, 0);
    }

    /** The same of an aggregate with another id. */
    public TestState<S> withId(String id) {
        return new TestState<>(AggregateId.require(id), aggregate, history, now, commands);
    }

    /** The same history has led to another state than was thought. */
    public TestState<S> with(AggregateState<S> actual) {
        return new TestState<>(aggregateId, actual, history, now, commands);
    }

    TestState<S> apply(List<SpecificRecord> today, AggregateState<S> after) {
        List<GivenEvent> longer = new ArrayList<>(history);
        longer.add(new GivenEvent(List.copyOf(today), now));
        return new TestState<>(aggregateId, after, List.copyOf(longer), now, commands);
    }

    /** The same before all events. */
    public TestState<S> withoutHistory() {
        return new TestState<>(aggregateId, AggregateState.none(), List.of(), now, commands);
    }

    /** The same later. */
    public TestState<S> moveTo(Instant time) {
        Instant next = time.truncatedTo(ChronoUnit.MILLIS);
        if (next.isBefore(now)) {
            throw new IllegalArgumentException(
                    "Time cannot go back from " + now + " to " + next + "; give the instants of a test in order");
        }
        return new TestState<>(aggregateId, aggregate, history, next, commands);
    }

    /** The same where and when an event with this version was recorded. */
    TestState<S> at(String id, long version, Instant time) {
        if (version != version() + 1) {
            throw new IllegalArgumentException(
                    "Version %d of '%s' does not follow version %d; record the events from the first on"
                            .formatted(version, id, version()));
        }
        return new TestState<>(AggregateId.require(id), aggregate, history, time, commands);
    }

    TestState<S> nextCommand() {
        return new TestState<>(aggregateId, aggregate, history, now, commands + 1);
    }

    CommandContext context() {
        String commandId = "command-" + commands;
        return new CommandContext(aggregateId, version(), now, commandId, commandId);
    }

    /** All events that have happened, as they are today. */
    List<SpecificRecord> today() {
        return history.stream().flatMap(each -> each.today().stream()).toList();
    }

    /** The version of the event at this place among those of today and the ones after them, from 1. */
    long versionOf(long place) {
        long version = 0;
        long passed = 0;
        for (GivenEvent event : history) {
            version++;
            passed += event.today().size();
            if (place <= passed) {
                return version;
            }
        }
        return version + place - passed;
    }

    /** When the event with this version was, or is now. */
    Instant timeOf(long version) {
        return version <= history.size() ? history.get((int) version - 1).time() : now;
    }

    /** The version of the aggregate. */
    public long version() {
        return aggregate.version();
    }

    /** The state of the aggregate; null if it has none. */
    public @Nullable S state() {
        return aggregate.state();
    }
}
