package dev.gregor.sql.change;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.kafka.KafkaClients;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A connector that captures tables and writes what it captures in each form, as Kafka Connect does with its standard settings. What is
 * about transactions goes into the topic of customers, too.
 */
final class Capture implements AutoCloseable {

    private static final SimpleHeaderConverter HEADERS = new SimpleHeaderConverter();

    private final Map<Form, Form.Writer> writers = new EnumMap<>(Form.class);
    private final KafkaProducer<byte[], byte[]> producer;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Set<String> captured = ConcurrentHashMap.newKeySet();

    Capture(String bootstrapServers, SchemaCatalog catalog, PGSimpleDataSource database) {
        for (Form form : Form.values()) {
            writers.put(form, form.writer(catalog));
        }
        producer = KafkaClients.producer(Map.of("bootstrap.servers", bootstrapServers));
        engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(settings(database))
                .notifying((DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>>) this::write)
                .build();
        thread.execute(engine);
    }

    private static Properties settings(PGSimpleDataSource database) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "name", "shop",
                "topic.prefix", "shop",
                "connector.class", "io.debezium.connector.postgresql.PostgresConnector",
                "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore",
                "database.hostname", "localhost",
                "database.port", String.valueOf(database.getPortNumbers()[0]),
                "database.user", "postgres",
                "database.password", "none",
                "database.dbname", String.valueOf(database.getDatabaseName())));
        settings.putAll(Map.of(
                "plugin.name", "pgoutput",
                "publication.autocreate.mode", "filtered",
                "table.include.list", "public.customers,public.notes,public.accounts",
                "provide.transaction.metadata", "true",
                "slot.drop.on.stop", "true"));
        return settings;
    }

    private void write(
            List<RecordChangeEvent<SourceRecord>> events,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        for (RecordChangeEvent<SourceRecord> each : events) {
            write(each.record());
            committer.markProcessed(each);
        }
        committer.markBatchFinished();
    }

    private void write(SourceRecord record) throws InterruptedException {
        String topic = record.topic().equals("shop.transaction") ? ChangeDataTest.CUSTOMERS : record.topic();
        for (Map.Entry<Form, Form.Writer> each : writers.entrySet()) {
            ProducerRecord<byte[], byte[]> written = new ProducerRecord<>(
                    each.getKey().topic(topic),
                    null,
                    each.getValue().write(topic, record.keySchema(), record.key()),
                    each.getValue().write(topic, record.valueSchema(), record.value()));
            for (Header header : record.headers()) {
                written.headers()
                        .add(
                                header.key(),
                                HEADERS.fromConnectHeader(topic, header.key(), header.schema(), header.value()));
            }
            try {
                producer.send(written).get();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
        }
        captured.add(record.topic() + record.key());
    }

    /** Waits until a record with this key was written. */
    void await(String topic, String key) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> captured.contains(topic + key));
    }

    @Override
    public void close() throws IOException {
        engine.close();
        thread.shutdownNow();
        producer.close();
    }
}
