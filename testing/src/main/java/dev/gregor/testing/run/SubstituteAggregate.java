package dev.gregor.testing.run;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.CommandContext;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.aggregate.Decision;
import dev.gregor.aggregate.EventContext;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.testing.rehearsal.Happen;
import dev.gregor.testing.rehearsal.Look;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate that decides and evolves as the one it rehearses, by the ids and the times of tests, whatever ids and times the
 * write side knows. Two more commands bring about what a test has given, and look at the state.
 */
final class SubstituteAggregate<S extends SpecificRecord> extends AggregateRoot<S> {

    private static final String HAPPEN = "rehearsal-happen.v1";
    private static final String LOOK = "rehearsal-look.v1";

    private final Map<String, TestState<S>> scenes = new ConcurrentHashMap<>();
    private final Map<String, AggregateState<S>> seen = new ConcurrentHashMap<>();

    SubstituteAggregate(AggregateDefinition<S> rehearsed) {
        super(rehearsed.type(), rehearsed.stateClass());
        rehearsed.commands().forEach(this::rehearse);
        rehearsed.events().forEach(this::rehearse);
        List<Class<? extends SpecificRecord>> events = rehearsed.events().stream()
                .<Class<? extends SpecificRecord>>map(EventDefinition::messageClass)
                .toList();
        command(HAPPEN, Happen.class, (state, happen, context) -> happen(context), classes(events));
        command(LOOK, Look.class, (state, look, context) -> look(state, context));
    }

    private <C extends SpecificRecord> void rehearse(CommandDefinition<S, C> command) {
        command(
                command.type().versionedAction(),
                command.messageClass(),
                (state, message, context) -> command.decide()
                        .decide(state, message, scene(context.aggregateId()).context()),
                classes(command.emits()));
    }

    private <E extends SpecificRecord> void rehearse(EventDefinition<S, E> event) {
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
        TestState<S> scene = scene(context.aggregateId());
        return new EventContext(scene.aggregateId(), context.version(), scene.timeOf(context.version()));
    }

    private Decision happen(CommandContext context) {
        return Decision.events(scene(context.aggregateId()).history().stream()
                .map(GivenEvent::event)
                .toList());
    }

    private Decision look(@Nullable S state, CommandContext context) {
        seen.put(context.aggregateId(), new AggregateState<>(context.version(), context.time(), state));
        return Decision.events();
    }

    private TestState<S> scene(String key) {
        TestState<S> scene = scenes.get(key);
        if (scene == null) {
            throw new IllegalStateException("No test has an aggregate with the id '" + key + "'");
        }
        return scene;
    }

    /** Has the aggregate with this id in the write side stand for the one of a scene. */
    void begin(String key, TestState<S> scene) {
        scenes.put(key, scene);
    }

    /** What the last look at the aggregate with this id has seen. */
    AggregateState<S> seen(String key) {
        AggregateState<S> state = seen.get(key);
        if (state == null) {
            throw new IllegalStateException("Nobody has looked at '" + key + "'");
        }
        return state;
    }
}
