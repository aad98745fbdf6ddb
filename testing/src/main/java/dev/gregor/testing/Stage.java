package dev.gregor.testing;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Where the steps of a test are performed. */
interface Stage<S extends SpecificRecord> {

    Lines lines();

    Step<S> handle(Scene<S> scene, SpecificRecord command);

    Scene<S> evolve(Scene<S> scene, List<? extends SpecificRecord> events);
}
