package dev.gregor.testing.run;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.Decision;
import dev.gregor.event.EventCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/** Decides and evolves as a definition does, and proves at each step the rules that production relies on. */
public final class StrictDefinition<S extends SpecificRecord> implements TestRuntime<S> {

    private final AggregateDefinition<S> definition;
    private final Lines lines;
    private final OldEvents old;

    /** Performs the steps with this definition alone. */
    public StrictDefinition(AggregateDefinition<S> definition) {
        this.definition = definition;
        this.lines = new Lines(definition);
        this.old = new OldEvents(EventCatalog.of(List.of(definition)));
    }

    @Override
    public StrictDefinition<S> strict() {
        return this;
    }

    /** Shows what there is as text. */
    public Lines lines() {
        return lines;
    }

    @Override
    public Execution<S> handle(TestState<S> state, SpecificRecord command) {
        TestState<S> before = state.nextCommand();
        Decision decision = decide(before, command);
        TestState<S> after =
                decision instanceof Decision.Accepted accepted ? evolve(before, accepted.events()) : before;
        return new Execution<>(before, command, decision, after);
    }

    /** Evolves by some events. */
    public TestState<S> evolve(TestState<S> state, List<? extends SpecificRecord> events) {
        TestState<S> current = state;
        for (SpecificRecord event : events) {
            current = apply(current, List.of(event));
        }
        return current;
    }

    /** Evolves by what an event is today that an earlier version has recorded. */
    public TestState<S> evolveByOld(TestState<S> state, String type, IndexedRecord event) {
        return apply(state, old.today(type, event));
    }

    /** Evolves by the recorded events in a file. */
    public TestState<S> evolveByRecorded(TestState<S> state, Path file) {
        RecordedJson recorded = RecordedJson.in(file);
        TestState<S> current = state;
        for (List<RecordedJson.Event> parts : recorded.events()) {
            List<SpecificRecord> today = new ArrayList<>();
            parts.forEach(part -> today.addAll(old.today(part.type().toString(), old.recorded(recorded, part))));
            RecordedJson.Event event = parts.get(0);
            current = apply(current.at(event.aggregateId(), event.version(), event.time()), today);
        }
        return current;
    }

    /** Compares the state at a version with the recorded one in a file. */
    public void requireRecorded(TestState<S> state, Path file) {
        RecordedJson recorded = RecordedJson.in(file);
        S expected = recorded.state(definition.stateClass());
        TestState<S> replayed = replay(state, recorded.version());
        if (!Objects.equals(expected, replayed.state())) {
            String title = "%s/%s at version %d is another than in %s (- recorded, + replayed):"
                    .formatted(definition.type(), state.aggregateId(), recorded.version(), file.getFileName());
            throw new Difference(Lines.state(expected), Lines.state(replayed.state()))
                    .failure(title, lines.history(replayed));
        }
    }

    private TestState<S> replay(TestState<S> state, long version) {
        if (version > state.version()) {
            throw new AssertionFailedError("The recorded state is of version %d, the fixture is at version %d"
                    .formatted(version, state.version()));
        }
        TestState<S> current = state.withoutHistory();
        for (GivenEvent event : state.history().subList(0, (int) version)) {
            current = apply(current.at(state.aggregateId(), current.version() + 1, event.time()), event.today());
        }
        return current;
    }

    /** One recorded event, with one version, whatever it is today. */
    private TestState<S> apply(TestState<S> state, List<SpecificRecord> today) {
        S after = state.state();
        for (SpecificRecord event : today) {
            after = evolve(state, after, event);
        }
        return state.apply(today, new AggregateState<>(state.version() + 1, state.now(), after));
    }

    private Decision decide(TestState<S> state, SpecificRecord command) {
        String type = lines.commandType(command);
        AvroImage.of(command).requireSurvival();
        Purity<Decision> purity = new Purity<>("Deciding " + type, "context", lines::decision);
        return purity.prove(() -> definition.decide(state.state(), command, state.context()), state.state(), command);
    }

    private @Nullable S evolve(TestState<S> state, @Nullable S before, SpecificRecord event) {
        String type = definition.eventOf(event).type().toString();
        AvroImage.of(event).requireSurvival();
        Purity<AggregateState<S>> purity =
                new Purity<>("Evolving by " + type, "context", after -> Lines.state(after.state()));
        AggregateState<S> aggregate =
                new AggregateState<>(state.version(), state.aggregate().time(), before);
        S after = purity.prove(
                        () -> definition.evolve(state.aggregateId(), aggregate, event, state.now()), before, event)
                .state();
        Stream.ofNullable(after).map(AvroImage::of).forEach(AvroImage::requireSurvival);
        return after;
    }
}
