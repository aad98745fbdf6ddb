package dev.gregor.testing;

import dev.gregor.testing.run.rows.BrokerReadModel;
import dev.gregor.testing.run.rows.MemoryRuntime;
import dev.gregor.testing.run.rows.ReadModel;
import dev.gregor.testing.run.rows.ReadModelDefinition;
import dev.gregor.testing.run.rows.ReadModelHistory;
import dev.gregor.testing.run.rows.ReadModelRuntime;
import org.apache.avro.specific.SpecificRecord;

/** Lets a real broker compute the read model, after its rules were proved in memory. */
final class BrokerReadModelRuntime<R extends SpecificRecord> implements ReadModelRuntime<R> {

    private final TestBroker broker;
    private final ReadModelRuntime<R> memory = new MemoryRuntime<>();

    BrokerReadModelRuntime(TestBroker broker) {
        this.broker = broker;
    }

    @Override
    public ReadModel<R> after(ReadModelDefinition<R> definition, ReadModelHistory history) {
        ReadModel<R> inMemory = memory.after(definition, history);
        if (history.events().isEmpty()) {
            return inMemory;
        }
        try (BrokerReadModel<R> onBroker = broker.readModel(definition, history)) {
            return onBroker.readModel();
        }
    }
}
