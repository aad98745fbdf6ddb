package dev.gregor.testing;

import dev.gregor.aggregate.AggregateDefinition;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** Lets the topology of production handle each command, after the definition alone has proved its rules. */
final class WriteSideStage<S extends SpecificRecord> implements Stage<S> {

    private final AggregateDefinition<S> definition;
    private final StrictDefinition<S> strict;

    WriteSideStage(AggregateDefinition<S> definition) {
        this.definition = definition;
        this.strict = new StrictDefinition<>(definition);
    }

    @Override
    public Lines lines() {
        return strict.lines();
    }

    @Override
    public Step<S> handle(Scene<S> scene, SpecificRecord command) {
        Scene<S> before = strict.handle(scene, command).before();
        try (WriteSideDriver<S> driver = new WriteSideDriver<>(definition, before)) {
            return new Step<>(before, command, driver.handle(command), before.with(driver.aggregate()));
        }
    }

    @Override
    public Scene<S> evolve(Scene<S> scene, List<? extends SpecificRecord> events) {
        return strict.evolve(scene, events);
    }
}
