package dev.gregor.testing;

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
record Scene<S extends SpecificRecord>(
        String aggregateId, AggregateState<S> aggregate, List<Happened> history, Instant now, int commands) {

    static <S extends SpecificRecord> Scene<S> at(Instant start) {
        return new Scene<>("1", AggregateState.none(), List.of(), start, 0);
    }

    Scene<S> withId(String id) {
        return new Scene<>(AggregateId.require(id), aggregate, history, now, commands);
    }

    /** The same history has led to another state than was thought. */
    Scene<S> with(AggregateState<S> actual) {
        return new Scene<>(aggregateId, actual, history, now, commands);
    }

    Scene<S> then(SpecificRecord event, AggregateState<S> after) {
        List<Happened> longer = new ArrayList<>(history);
        longer.add(new Happened(event, now));
        return new Scene<>(aggregateId, after, List.copyOf(longer), now, commands);
    }

    Scene<S> withoutHistory() {
        return new Scene<>(aggregateId, AggregateState.none(), List.of(), now, commands);
    }

    Scene<S> moveTo(Instant time) {
        Instant next = time.truncatedTo(ChronoUnit.MILLIS);
        if (next.isBefore(now)) {
            throw new IllegalArgumentException(
                    "Time cannot go back from " + now + " to " + next + "; give the instants of a test in order");
        }
        return new Scene<>(aggregateId, aggregate, history, next, commands);
    }

    Scene<S> nextCommand() {
        return new Scene<>(aggregateId, aggregate, history, now, commands + 1);
    }

    CommandContext context() {
        String commandId = "command-" + commands;
        return new CommandContext(aggregateId, version(), now, commandId, commandId);
    }

    /** When the event with this version was, or is now. */
    Instant timeOf(long version) {
        return version <= history.size() ? history.get((int) version - 1).time() : now;
    }

    long version() {
        return aggregate.version();
    }

    @Nullable
    S state() {
        return aggregate.state();
    }
}
