package dev.gregor.testing.run;

import org.apache.avro.specific.SpecificRecord;

/** Where the commands of a test are handled. */
public interface TestRuntime<S extends SpecificRecord> {

    /** The definition alone, by which given events evolve the aggregate. */
    StrictDefinition<S> strict();

    Execution<S> handle(TestState<S> state, SpecificRecord command);
}
