package dev.gregor.testing;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.CommandContext;
import dev.gregor.message.AggregateId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Where a test stands: which aggregate, what became of it, what time it is, and how many commands it was given. */
record Scene<S extends SpecificRecord>(String aggregateId, AggregateState<S> aggregate, Instant now, int commands) {

    static <S extends SpecificRecord> Scene<S> at(Instant start) {
        return new Scene<>("1", AggregateState.none(), start, 0);
    }

    Scene<S> withId(String id) {
        return new Scene<>(AggregateId.require(id), aggregate, now, commands);
    }

    Scene<S> with(AggregateState<S> next) {
        return new Scene<>(aggregateId, next, now, commands);
    }

    Scene<S> moveTo(Instant time) {
        Instant next = time.truncatedTo(ChronoUnit.MILLIS);
        if (next.isBefore(now)) {
            throw new IllegalArgumentException(
                    "Time cannot go back from " + now + " to " + next + "; give the instants of a test in order");
        }
        return new Scene<>(aggregateId, aggregate, next, commands);
    }

    Scene<S> nextCommand() {
        return new Scene<>(aggregateId, aggregate, now, commands + 1);
    }

    CommandContext context() {
        String commandId = "command-" + commands;
        return new CommandContext(aggregateId, version(), now, commandId, commandId);
    }

    long version() {
        return aggregate.version();
    }

    @Nullable
    S state() {
        return aggregate.state();
    }
}
