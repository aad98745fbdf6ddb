package dev.gregor.avro.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.bank.Deposited;
import dev.gregor.bank.Opened;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicCatalogTest {

    private static final TopicPartition PARTITION = new TopicPartition("gregor.schemas", 0);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MockConsumer<String, String> consumer = new MockConsumer<>("earliest");
    private final CompletableFuture<ProducerRecord<String, String>> written = new CompletableFuture<>();
    private final MockProducer<String, String> producer =
            new MockProducer<>(true, null, new StringSerializer(), new StringSerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(ProducerRecord<String, String> record) {
                    written.complete(record);
                    return super.send(record);
                }
            };
    private final AtomicInteger made = new AtomicInteger();
    private SchemaCatalog catalog = SchemaCatalog.inMemory();

    @AfterEach
    void close() {
        catalog.close();
    }

    private SchemaCatalog open(Duration wait) {
        Node node = new Node(0, "localhost", 9092);
        Node[] nodes = {node};
        consumer.updatePartitions(
                PARTITION.topic(), List.of(new PartitionInfo(PARTITION.topic(), 0, node, nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 1L));
        consumer.schedulePollTask(() -> arrives(0, Opened.SCHEMA$));
        catalog = TopicCatalog.open(
                PARTITION.topic(), new CatalogClients(consumer, producer), wait, made::incrementAndGet);
        return catalog;
    }

    private void arrives(long offset, Schema schema) {
        consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, offset, key(schema), schema.toString()));
    }

    private static String key(Schema schema) {
        return "%016x".formatted(fingerprint(schema));
    }

    private static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    @Test
    void knowsAtOnceWhatTheTopicHolds() {
        assertThat(open(SHORT).schema(fingerprint(Opened.SCHEMA$))).isEqualTo(Opened.SCHEMA$);
    }

    @Test
    void writesWhatIsNewUnderItsFingerprintAndNothingTwice() {
        open(SHORT).register(Opened.SCHEMA$);
        catalog.register(Deposited.SCHEMA$);
        catalog.register(Deposited.SCHEMA$);

        assertThat(producer.history())
                .containsExactly(
                        new ProducerRecord<>(PARTITION.topic(), key(Deposited.SCHEMA$), Deposited.SCHEMA$.toString()));
        assertThat(catalog.schema(fingerprint(Deposited.SCHEMA$))).isEqualTo(Deposited.SCHEMA$);
    }

    @Test
    void writesForWhichMessagesASchemaIs() {
        open(SHORT).register("bank.opened.v1", Opened.SCHEMA$);
        catalog.register("bank.opened.v1", Opened.SCHEMA$);
        catalog.register("bank.began.v1", Opened.SCHEMA$);

        assertThat(producer.history())
                .extracting(record ->
                        new String(record.headers().lastHeader("messages").value(), UTF_8))
                .containsExactly("bank.opened.v1", "bank.began.v1,bank.opened.v1");
        assertThat(catalog.schemas("bank.began.v1", "x")).containsExactly(Opened.SCHEMA$);
    }

    @Test
    void readsForWhichMessagesASchemaIs() {
        open(LONG);
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));
        consumer.schedulePollTask(() -> {
            ConsumerRecord<String, String> record =
                    new ConsumerRecord<>(PARTITION.topic(), 0, 1, key(Deposited.SCHEMA$), Deposited.SCHEMA$.toString());
            record.headers().add("messages", "bank.deposited.v1,bank.paid.v1".getBytes(UTF_8));
            consumer.addRecord(record);
        });

        assertThat(catalog.schema(fingerprint(Deposited.SCHEMA$))).isEqualTo(Deposited.SCHEMA$);
        assertThat(catalog.schemas("bank.paid.v1", "x")).containsExactly(Deposited.SCHEMA$);
        assertThat(catalog.schemas("bank.opened.v1", Opened.SCHEMA$.getFullName()))
                .containsExactly(Opened.SCHEMA$);
    }

    @Test
    void keepsWhichStoreOfKeysIsNeededAmongTheSchemas() {
        open(LONG);
        catalog.note("key-store/member", "store-1");
        assertThat(catalog.noted("key-store/member")).contains("store-1");
        assertThat(catalog.noted("key-store/other")).isEmpty();
        assertThat(producer.history())
                .containsExactly(new ProducerRecord<>(PARTITION.topic(), "key-store/member", "store-1"));

        consumer.updateEndOffsets(Map.of(PARTITION, 3L));
        consumer.schedulePollTask(() -> {
            consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, 1, "key-store/member", "store-2"));
            arrives(2, Deposited.SCHEMA$);
        });
        assertThat(catalog.schema(fingerprint(Deposited.SCHEMA$))).isEqualTo(Deposited.SCHEMA$);
        assertThat(catalog.noted("key-store/member")).contains("store-2");
    }

    @Test
    void waitsForASchemaThatAnotherInstanceAdds() {
        open(LONG);
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));
        CompletableFuture<Schema> found =
                CompletableFuture.supplyAsync(() -> catalog.schema(fingerprint(Deposited.SCHEMA$)));

        consumer.schedulePollTask(() -> arrives(1, Deposited.SCHEMA$));

        assertThat(found.join()).isEqualTo(Deposited.SCHEMA$);
    }

    @Test
    void skipsARecordThatIsNoSchema() {
        open(LONG);
        consumer.updateEndOffsets(Map.of(PARTITION, 4L));
        consumer.schedulePollTask(() -> {
            consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, 1, "x", "{"));
            consumer.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, 2, key(Deposited.SCHEMA$), null));
            arrives(3, Deposited.SCHEMA$);
        });

        assertThat(catalog.schema(fingerprint(Deposited.SCHEMA$))).isEqualTo(Deposited.SCHEMA$);
    }

    @Test
    void writesWhatItKnowsAgainWhenTheTopicWasMadeAnew() {
        open(SHORT);
        consumer.schedulePollTask(() -> consumer.updateEndOffsets(Map.of(PARTITION, 0L)));

        assertThat(written.join())
                .isEqualTo(new ProducerRecord<>(PARTITION.topic(), key(Opened.SCHEMA$), Opened.SCHEMA$.toString()));
        assertThat(made).hasValue(1);
    }

    @Test
    void refusesFingerprintsThatNobodyHasRegisteredOnceTheTopicIsReadToItsEnd() {
        open(Duration.ofDays(1));

        for (long fingerprint = 1; fingerprint <= 1000; fingerprint++) {
            long unknown = fingerprint;
            assertThatThrownBy(() -> catalog.schema(unknown))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("%016x in topic gregor.schemas", unknown);
        }
    }

    @Test
    void doesNotKnowWhatThereIsWhileTheTopicCannotBeReadToItsEnd() {
        open(SHORT);
        consumer.updateEndOffsets(Map.of(PARTITION, 2L));

        assertThatThrownBy(() -> catalog.schema(1))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("0000000000000001 in topic gregor.schemas yet");
    }

    @Test
    void saysThatTheTopicIsMissing() {
        assertThatThrownBy(() ->
                        TopicCatalog.open("gregor.schemas", new CatalogClients(consumer, producer), SHORT, () -> {}))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("There is no topic gregor.schemas. Create it with cleanup.policy=compact.");
        assertThat(consumer.closed()).isTrue();
        assertThat(producer.closed()).isTrue();
    }

    @Test
    void isTransientlyUnableToRegisterWhatIsNotAcknowledged() {
        open(SHORT);
        producer.sendException = new TimeoutException("no leader");

        assertThatThrownBy(() -> catalog.register(Deposited.SCHEMA$))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("no leader");
    }

    @Test
    void closesItsClients() {
        open(SHORT).close();

        assertThat(consumer.closed()).isTrue();
        assertThat(producer.closed()).isTrue();
    }
}
