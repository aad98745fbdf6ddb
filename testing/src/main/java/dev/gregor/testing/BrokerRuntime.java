package dev.gregor.testing;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.Decision;
import dev.gregor.testing.run.BrokerWriteSide;
import dev.gregor.testing.run.Execution;
import dev.gregor.testing.run.StrictDefinition;
import dev.gregor.testing.run.TestRuntime;
import dev.gregor.testing.run.TestState;
import org.apache.avro.specific.SpecificRecord;

/** Lets the write side on a real broker handle each command, after the definition alone has proved its rules. */
final class BrokerRuntime<S extends SpecificRecord> implements TestRuntime<S> {

    private final TestBroker broker;
    private final AggregateDefinition<S> definition;
    private final StrictDefinition<S> strict;

    BrokerRuntime(TestBroker broker, AggregateDefinition<S> definition) {
        this.broker = broker;
        this.definition = definition;
        this.strict = new StrictDefinition<>(definition);
    }

    @Override
    public StrictDefinition<S> strict() {
        return strict;
    }

    @Override
    public Execution<S> handle(TestState<S> state, SpecificRecord command) {
        Execution<S> alone = strict.handle(state, command);
        BrokerWriteSide<S> writeSide = broker.writeSide(definition);
        String key = writeSide.begin(alone.before());
        Decision decision = writeSide.handle(key, command);
        return new Execution<>(alone.before(), command, decision, alone.after().with(writeSide.aggregate(key)));
    }
}
