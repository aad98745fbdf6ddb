package dev.gregor.testing.run;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Where the steps of a test are performed. */
public interface TestRuntime<S extends SpecificRecord> {

    Lines lines();

    Execution<S> handle(TestState<S> state, SpecificRecord command);

    TestState<S> evolve(TestState<S> state, List<? extends SpecificRecord> events);
}
