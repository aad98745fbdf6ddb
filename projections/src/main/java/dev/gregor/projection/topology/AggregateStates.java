package dev.gregor.projection.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.ProjectionRule;
import dev.gregor.projection.rows.StateCodec;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.Task;
import dev.gregor.projection.task.WriteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The states of aggregates in one task of the first stage, folded from their events, for the rules that need them. */
final class AggregateStates {

    private final Map<String, AggregateDefinition<?>> aggregates;
    private final StateCodec codec;
    private final Task task;
    private final KeyValueStore<Bytes, byte[]> store;
    private final WriteCount count;

    /**
     * The states before and after each part of an event.
     *
     * @param parts what the event is today
     * @param states one more than there are parts; null where the aggregate has no state
     * @param last the last of them in bytes; null if the aggregate has none
     * @param write keeps the last of them
     */
    record Folded(List<Event<?>> parts, List<@Nullable SpecificRecord> states, byte @Nullable [] last, Runnable write) {

        /** Nothing is folded. */
        static final Folded NOTHING = new Folded(List.of(), List.of(), null, () -> {});

        /** Whether it was folded, and so read. */
        boolean isRead() {
            return !states.isEmpty();
        }

        /** What a rule needs of the states around a part of the event. */
        @Nullable
        SpecificRecord around(int part, ProjectionRule<?, ?> rule) {
            return of(part, part + 1, rule);
        }

        /** What a rule for the event as it was recorded needs. */
        @Nullable
        SpecificRecord aroundAll(ProjectionRule<?, ?> rule) {
            return of(0, states.size() - 1, rule);
        }

        private @Nullable SpecificRecord of(int before, int after, ProjectionRule<?, ?> rule) {
            ProjectionRule.@Nullable StateUse use = rule.state();
            return use == null ? null : states.get(use.after() ? after : before);
        }
    }

    /** The states that a task keeps. */
    AggregateStates(Task task, Map<String, AggregateDefinition<?>> aggregates, StateCodec codec) {
        this.task = task;
        this.aggregates = aggregates;
        this.codec = codec;
        this.store = task.store(StoreNames.STATES);
        this.count = new WriteCount(task, StoreNames.STATES);
    }

    /** Folds an event into the state of its aggregate, and changes nothing; throws what the user's function throws. */
    Folded fold(EventMetadata event, List<Event<?>> parts) {
        return fold(requireNonNull(aggregates.get(event.type().aggregateType())), event, parts);
    }

    private <S extends SpecificRecord> Folded fold(
            AggregateDefinition<S> aggregate, EventMetadata event, List<Event<?>> parts) {
        Bytes key = key(event);
        byte @Nullable [] stored = store.get(key);
        @Nullable S state = stored == null ? null : codec.decode(stored, aggregate.stateClass());
        List<@Nullable SpecificRecord> states = new ArrayList<>();
        states.add(state);
        for (Event<?> part : parts) {
            var before = new AggregateState<>(event.version() - 1, event.time(), state);
            state = aggregate
                    .evolve(event.aggregateId(), before, part.data(), event.time())
                    .state();
            states.add(state);
        }
        byte @Nullable [] value = state == null ? null : codec.encode(state);
        task.limit().require("The state of " + aggregate.type() + " '" + event.aggregateId() + "'", key.get(), value);
        return new Folded(parts, states, value, () -> {
            count.write();
            store.put(key, value);
        });
    }

    /** A type has no slash, so that no two aggregates have one key. */
    private static Bytes key(EventMetadata event) {
        return Bytes.wrap((event.type().aggregateType() + '/' + event.aggregateId()).getBytes(UTF_8));
    }
}
