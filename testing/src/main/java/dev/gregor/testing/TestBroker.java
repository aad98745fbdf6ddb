package dev.gregor.testing;

import static java.util.Objects.requireNonNull;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.broker.BrokerCluster;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.testing.run.BrokerWriteSide;
import dev.gregor.testing.run.rows.BrokerReadModel;
import dev.gregor.testing.run.rows.ReadModelDefinition;
import dev.gregor.testing.run.rows.ReadModelHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit extension that starts a real Kafka broker, or a cluster, before the tests of a class, and stops it after
 * them. Its data is in a temporary folder, which is deleted then. Topics remain from test to test: use other names or
 * ids in each.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestBroker broker = TestBroker.inProcess();
 * }</pre>
 *
 * <p>The field must be static. {@link #bootstrapServers()} and {@link #expect} may be called by any thread while the tests run.
 */
public final class TestBroker implements BeforeAllCallback, AfterAllCallback {

    private final int nodes;
    private final Map<AggregateDefinition<?>, BrokerWriteSide<?>> writeSides = new LinkedHashMap<>();
    private int readModels;
    private @Nullable Path folder;
    private @Nullable AutoCloseable running;
    private @Nullable String bootstrapServers;

    private TestBroker(int nodes) {
        this.nodes = nodes;
    }

    /** Returns one broker in the process of the tests; it starts in some seconds. */
    public static TestBroker inProcess() {
        return new TestBroker(0);
    }

    /**
     * Returns a cluster of nodes, each in a process of its own, with replicated topics.
     *
     * @param nodes an odd number, such as 3
     */
    public static TestBroker cluster(int nodes) {
        return new TestBroker(nodes);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path data = Files.createTempDirectory("gregor-broker");
        folder = data;
        if (nodes == 0) {
            LocalBroker broker = LocalBroker.start(BrokerSettings.in(data));
            running = broker;
            bootstrapServers = broker.bootstrapServers();
        } else {
            BrokerCluster cluster = BrokerCluster.start(nodes, data);
            running = cluster;
            bootstrapServers = cluster.bootstrapServers();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try {
            writeSides.values().forEach(BrokerWriteSide::close);
            writeSides.clear();
        } finally {
            stop();
        }
    }

    private void stop() throws Exception {
        if (running != null) {
            running.close();
        }
        if (folder != null) {
            Utils.delete(folder.toFile());
        }
    }

    /**
     * Returns the address for {@code bootstrap.servers} of clients.
     *
     * @throws IllegalStateException before the tests of the class begin
     */
    public String bootstrapServers() {
        if (bootstrapServers == null) {
            throw new IllegalStateException("The broker is not started; declare it static, with @RegisterExtension");
        }
        return bootstrapServers;
    }

    /**
     * The write side of an aggregate type on this broker, which starts when it is asked for and stops with the broker.
     */
    @SuppressWarnings("unchecked")
    synchronized <S extends SpecificRecord> BrokerWriteSide<S> writeSide(AggregateDefinition<S> definition) {
        return (BrokerWriteSide<S>) writeSides.computeIfAbsent(definition, this::start);
    }

    private BrokerWriteSide<?> start(AggregateDefinition<?> definition) {
        String name = "substitute-" + (writeSides.size() + 1) + '-' + definition.type();
        return new BrokerWriteSide<>(bootstrapServers(), requireNonNull(folder).resolve(name), name, definition);
    }

    /** Starts a read model on this broker, with topics of its own. */
    synchronized <R extends SpecificRecord> BrokerReadModel<R> readModel(
            ReadModelDefinition<R> definition, ReadModelHistory history) {
        String name = "read-model-" + ++readModels;
        return new BrokerReadModel<>(
                bootstrapServers(), requireNonNull(folder).resolve(name), name, definition, history);
    }

    /** Reads what a topic holds now, to compare it record by record. */
    public TopicExpectations expect(String topic, AvroCodec codec) {
        return TopicExpectations.of(bootstrapServers(), topic, codec);
    }
}
