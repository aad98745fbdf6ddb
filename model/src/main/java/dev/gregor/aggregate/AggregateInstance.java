package dev.gregor.aggregate;

import dev.gregor.message.AggregateId;
import dev.gregor.message.RandomId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate in memory, with the definition that the write side uses, but without Kafka. Load its history, handle
 * commands, and take the events that are not committed yet. Not thread-safe.
 *
 * @param <S> the class of the state
 */
public final class AggregateInstance<S extends SpecificRecord> {

    private final AggregateDefinition<S> definition;
    private final String id;
    private final List<SpecificRecord> uncommitted = new ArrayList<>();
    private AggregateState<S> current = AggregateState.none();
    private Clock clock = Clock.systemUTC();

    AggregateInstance(AggregateDefinition<S> definition, String id) {
        this.definition = definition;
        this.id = AggregateId.require(id);
    }

    /** Decides at the times of this clock from now on. */
    public AggregateInstance<S> at(Clock newClock) {
        this.clock = newClock;
        return this;
    }

    /** Folds events that are already committed, decided now. */
    public AggregateInstance<S> load(List<? extends SpecificRecord> history) {
        history.forEach(event -> current = definition.evolve(id, current, event, now()));
        return this;
    }

    /**
     * Decides a command and, if it is accepted, evolves by its events, which are uncommitted until
     * {@link #markCommitted()}. If the decision or the fold throws, nothing has changed.
     */
    public Decision handle(SpecificRecord command) {
        Instant time = now();
        String commandId = RandomId.next();
        CommandContext context = new CommandContext(id, version(), time, commandId, commandId);
        Decision decision = definition.decide(current.state(), command, context);
        if (decision instanceof Decision.Accepted accepted) {
            AggregateState<S> after = current;
            for (SpecificRecord event : accepted.events()) {
                after = definition.evolve(id, after, event, time);
            }
            current = after;
            uncommitted.addAll(accepted.events());
        }
        return decision;
    }

    /** The id. */
    public String id() {
        return id;
    }

    /** The number of events folded, committed or not. */
    public long version() {
        return current.version();
    }

    /** The state; null if the aggregate does not exist. */
    public @Nullable S state() {
        return current.state();
    }

    /** The events of accepted commands since the last {@link #markCommitted()}, in order. */
    public List<SpecificRecord> uncommittedEvents() {
        return List.copyOf(uncommitted);
    }

    /** Declares the uncommitted events committed. */
    public void markCommitted() {
        uncommitted.clear();
    }

    private Instant now() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return now.isBefore(current.time()) ? current.time() : now;
    }
}
