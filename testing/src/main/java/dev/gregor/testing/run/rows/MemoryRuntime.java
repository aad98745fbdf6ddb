package dev.gregor.testing.run.rows;

import dev.gregor.testing.run.EventRecord;
import org.apache.avro.specific.SpecificRecord;

/** Lets the topology of production compute the read model in memory, by rules that are proved at each step. */
public final class MemoryRuntime<R extends SpecificRecord> implements ReadModelRuntime<R> {

    @Override
    public ReadModel<R> after(ReadModelDefinition<R> definition, ReadModelHistory history) {
        StrictRules<R> rules = new StrictRules<>(definition.projection());
        try (ReadModelDriver<R> driver = definition.driver(rules.definition(), history.clock())) {
            for (EventRecord event : history.events()) {
                driver.happens(event);
                rules.requireKept();
            }
            return driver.readModel();
        }
    }
}
