package dev.gregor.testing.run;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.CommandContext;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.aggregate.Decision;
import dev.gregor.aggregate.EventContext;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.testing.substitute.Happen;
import dev.gregor.testing.substitute.Look;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate that decides and evolves as the one it substitutes, by the ids and the times of tests, whatever ids and times the
 * write side knows. Two more commands record the given events of a test, and read the state.
 */
final class SubstituteAggregate<S extends SpecificRecord> extends AggregateRoot<S> {

    private static final String HAPPEN = "substitute-happen.v1";
    private static final String LOOK = "substitute-look.v1";

    private final Map<String, TestState<S>> states = new ConcurrentHashMap<>();
    private final Map<String, AggregateState<S>> seen = new ConcurrentHashMap<>();

    SubstituteAggregate(AggregateDefinition<S> original) {
        super(original.type(), original.stateClass());
        original.commands().forEach(this::substitute);
        original.events().forEach(this::substitute);
        List<Class<? extends SpecificRecord>> events = original.events().stream()
                .<Class<? extends SpecificRecord>>map(EventDefinition::messageClass)
                .toList();
        command(HAPPEN, Happen.class, (state, happen, context) -> happen(context), classes(events));
        command(LOOK, Look.class, (state, look, context) -> look(state, context));
    }

    private <C extends SpecificRecord> void substitute(CommandDefinition<S, C> command) {
        command(
                command.type().versionedAction(),
                command.messageClass(),
                (state, message, context) -> command.decide()
                        .decide(state, message, stateOf(context.aggregateId()).context()),
                classes(command.emits()));
    }

    private <E extends SpecificRecord> void substitute(EventDefinition<S, E> event) {
        event(
                event.type().versionedAction(),
                event.messageClass(),
                (state, message, context) -> event.evolve().evolve(state, message, contextOfTest(context)));
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends SpecificRecord>[] classes(Collection<Class<? extends SpecificRecord>> events) {
        return events.toArray(Class[]::new);
    }

    private EventContext contextOfTest(EventContext context) {
        TestState<S> state = stateOf(context.aggregateId());
        long version = state.versionOf(context.version());
        return new EventContext(state.aggregateId(), version, state.timeOf(version));
    }

    private Decision happen(CommandContext context) {
        return Decision.events(stateOf(context.aggregateId()).today());
    }

    private Decision look(@Nullable S state, CommandContext context) {
        TestState<S> begun = stateOf(context.aggregateId());
        long version =
                begun.history().size() + context.version() - begun.today().size();
        seen.put(context.aggregateId(), new AggregateState<>(version, context.time(), state));
        return Decision.events();
    }

    private TestState<S> stateOf(String key) {
        TestState<S> state = states.get(key);
        if (state == null) {
            throw new IllegalStateException("No test has an aggregate with the id '" + key + "'");
        }
        return state;
    }

    /** Makes the aggregate with this id in the write side stand for the one of a test. */
    void begin(String key, TestState<S> state) {
        states.put(key, state);
    }

    /** The state of the aggregate with this id when it was read last. */
    AggregateState<S> seen(String key) {
        AggregateState<S> state = seen.get(key);
        if (state == null) {
            throw new IllegalStateException("Nothing has read '" + key + "'");
        }
        return state;
    }
}
