package dev.gregor.testing.run.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.TransientException;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.testing.run.EventRecord;
import java.time.Instant;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology of a read model over TopologyTestDriver, with its stores in memory and a clock that stands. */
final class ReadModelDriver<R extends SpecificRecord> implements AutoCloseable {

    private final ProjectionTopology<R> topology;
    private final Instant clock;
    private final TopologyTestDriver driver;

    ReadModelDriver(ProjectionTopology<R> topology, Instant clock) {
        this.topology = topology;
        this.clock = clock;
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.applicationId());
        driver = new TopologyTestDriver(topology.topology(Stores::inMemoryKeyValueStore), properties, clock);
    }

    /** Lets an event happen; a read model that does not read its type never gets it. */
    void happens(EventRecord event) {
        String aggregateType = event.metadata().type().aggregateType();
        if (topology.aggregateTypes().contains(aggregateType)) {
            try {
                driver.createInputTopic(
                                topology.eventsTopic(aggregateType),
                                new ByteArraySerializer(),
                                new ByteArraySerializer())
                        .pipeInput(new TestRecord<>(event.key(), event.value(), event.headers(), clock));
            } catch (StreamsException e) {
                throw cause(e);
            }
        }
    }

    /** What a rule has thrown that is not parked. */
    private static RuntimeException cause(StreamsException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientException thrown) {
                return thrown;
            }
        }
        return failure;
    }

    ReadModel<R> readModel() {
        return ReadModel.of(topology, driver::getKeyValueStore);
    }

    @Nullable
    R row(String key) {
        byte[] row = driver.<Bytes, byte[]>getKeyValueStore(StoreNames.ROWS).get(Bytes.wrap(key.getBytes(UTF_8)));
        return row == null ? null : topology.codec().decode(row);
    }

    @Override
    public void close() {
        try {
            driver.close();
        } finally {
            StreamThreadContext.forget();
        }
    }
}
