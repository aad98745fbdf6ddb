package dev.gregor.projection.topology;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.EventRecords;
import dev.gregor.projection.Projection;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.WriteCount;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** A projection without Kafka, that begins at a time; events happen at any time that is said, late or not. */
final class ProjectionDriver implements AutoCloseable {

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, 1);
    private final ProjectionTopology<?> topology;
    private final TopologyTestDriver driver;

    ProjectionDriver(Projection<?> projection, Path folder, String now) {
        topology = new ProjectionTopology<>(
                projection.definition(), new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, 1));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver = new TopologyTestDriver(topology.topology(), settings, Instant.parse(now));
    }

    ProjectionDriver happens(String aggregate, String time, SpecificRecord event) {
        ProducerRecord<byte[], byte[]> record = events.at(time).next(aggregate, event);
        driver.createInputTopic(record.topic(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(
                        record.key(), record.value(), record.headers(), Instant.ofEpochMilli(record.timestamp())));
        return this;
    }

    void passes(Duration time) {
        driver.advanceWallClockTime(time);
    }

    Map<String, SpecificRecord> rows() {
        return StoredRows.of(driver, topology);
    }

    /** How many events are kept for windows. */
    int kept() {
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(StoreNames.WINDOWED);
        int kept = 0;
        try (var all = store.range(WriteCount.FIRST_KEY_BEHIND, null)) {
            for (; all.hasNext(); all.next()) {
                kept++;
            }
        }
        return kept;
    }

    @Override
    public void close() {
        driver.close();
    }
}
