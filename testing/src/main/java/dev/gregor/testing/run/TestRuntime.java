package dev.gregor.testing.run;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Where the steps of a test are performed. */
public interface TestRuntime<S extends SpecificRecord> {

    Lines lines();

    Execution<S> handle(TestState<S> scene, SpecificRecord command);

    TestState<S> evolve(TestState<S> scene, List<? extends SpecificRecord> events);
}
