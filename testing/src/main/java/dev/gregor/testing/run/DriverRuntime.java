package dev.gregor.testing.run;

import dev.gregor.aggregate.AggregateDefinition;
import org.apache.avro.specific.SpecificRecord;

/** Lets the topology of production handle each command, after the definition alone has proved its rules. */
public final class DriverRuntime<S extends SpecificRecord> implements TestRuntime<S> {

    private final AggregateDefinition<S> definition;
    private final StrictDefinition<S> strict;

    /** Performs the steps with this definition. */
    public DriverRuntime(AggregateDefinition<S> definition) {
        this.definition = definition;
        this.strict = new StrictDefinition<>(definition);
    }

    @Override
    public StrictDefinition<S> strict() {
        return strict;
    }

    @Override
    public Execution<S> handle(TestState<S> state, SpecificRecord command) {
        TestState<S> before = strict.handle(state, command).before();
        try (WriteSideDriver<S> driver = new WriteSideDriver<>(definition, before)) {
            return new Execution<>(before, command, driver.handle(command), before.with(driver.aggregate()));
        }
    }
}
