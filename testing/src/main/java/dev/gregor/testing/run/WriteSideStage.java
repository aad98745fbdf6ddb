package dev.gregor.testing.run;

import dev.gregor.aggregate.AggregateDefinition;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Lets the topology of production handle each command, after the definition alone has proved its rules. */
public final class WriteSideStage<S extends SpecificRecord> implements TestRuntime<S> {

    private final AggregateDefinition<S> definition;
    private final StrictDefinition<S> strict;

    /** Performs the steps with this definition. */
    public WriteSideStage(AggregateDefinition<S> definition) {
        this.definition = definition;
        this.strict = new StrictDefinition<>(definition);
    }

    @Override
    public Lines lines() {
        return strict.lines();
    }

    @Override
    public Execution<S> handle(TestState<S> scene, SpecificRecord command) {
        TestState<S> before = strict.handle(scene, command).before();
        try (WriteSideDriver<S> driver = new WriteSideDriver<>(definition, before)) {
            return new Execution<>(before, command, driver.handle(command), before.with(driver.aggregate()));
        }
    }

    @Override
    public TestState<S> evolve(TestState<S> scene, List<? extends SpecificRecord> events) {
        return strict.evolve(scene, events);
    }
}
