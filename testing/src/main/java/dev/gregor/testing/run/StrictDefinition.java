package dev.gregor.testing.run;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.Decision;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** Decides and evolves as a definition does, and proves at each step the rules that production relies on. */
public final class StrictDefinition<S extends SpecificRecord> implements TestRuntime<S> {

    private final AggregateDefinition<S> definition;
    private final Lines lines;

    /** Performs the steps with this definition alone. */
    public StrictDefinition(AggregateDefinition<S> definition) {
        this.definition = definition;
        this.lines = new Lines(definition);
    }

    @Override
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

    @Override
    public TestState<S> evolve(TestState<S> state, List<? extends SpecificRecord> events) {
        TestState<S> current = state;
        for (SpecificRecord event : events) {
            current = current.apply(event, evolve(current, event));
        }
        return current;
    }

    private Decision decide(TestState<S> state, SpecificRecord command) {
        String type = lines.commandType(command);
        AvroImage.of(command).requireSurvival();
        Purity<Decision> purity = new Purity<>("Deciding " + type, lines::decision);
        return purity.prove(state.state(), command, () -> definition.decide(state.state(), command, state.context()));
    }

    private AggregateState<S> evolve(TestState<S> state, SpecificRecord event) {
        String type = definition.eventOf(event).type().toString();
        AvroImage.of(event).requireSurvival();
        Purity<AggregateState<S>> purity = new Purity<>("Evolving by " + type, after -> Lines.state(after.state()));
        AggregateState<S> after = purity.prove(
                state.state(),
                event,
                () -> definition.evolve(state.aggregateId(), state.aggregate(), event, state.now()));
        Stream.ofNullable(after.state()).map(AvroImage::of).forEach(AvroImage::requireSurvival);
        return after;
    }
}
