package dev.gregor.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.testing.bank.Deposited;
import dev.gregor.testing.bank.Opened;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TestBrokerTest {

    private static final String TOPIC = "bank-account.events";

    @RegisterExtension
    static final TestBroker BROKER = TestBroker.inProcess();

    private static final AvroCodec CODEC = AvroCodec.singleObject(SchemaCatalog.inMemory());

    @BeforeAll
    static void write() throws Exception {
        create(TOPIC, 4);
        var bytes = new ByteArraySerializer();
        Map<String, Object> config =
                Map.of("bootstrap.servers", BROKER.bootstrapServers(), "max.in.flight.requests.per.connection", 1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            producer.send(event("7", "bank-account.opened.v1", new Opened("ada")));
            producer.send(event("8", "bank-account.opened.v1", new Opened("bob")));
            producer.send(event("7", "bank-account.deposited.v1", new Deposited(5L)));
        }
    }

    private static void create(String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static ProducerRecord<byte[], byte[]> event(String account, String type, SpecificRecord data) {
        return new ProducerRecord<>(
                TOPIC,
                null,
                account.getBytes(UTF_8),
                CODEC.encode(TOPIC, data),
                List.of(new RecordHeader("ce_type", type.getBytes(UTF_8))));
    }

    private static TopicExpectations expectAccount7() {
        return BROKER.expect(TOPIC, CODEC).of("7");
    }

    @Test
    void meetsTheRecordsOfAKeyInOrder() {
        expectAccount7()
                .count(2)
                .next("bank-account.opened.v1", new Opened("ada"))
                .withHeader("ce_type", "bank-account.opened.v1")
                .next("bank-account.deposited.v1", new Deposited(5L))
                .noMore();
    }

    @Test
    void failsForARecordTooManyOrTooFew() {
        assertThatThrownBy(() -> expectAccount7()
                        .next("bank-account.opened.v1", new Opened("ada"))
                        .noMore())
                .isInstanceOf(AssertionError.class)
                .hasMessage("Topic bank-account.events has 1 records left, expected 0");
        assertThatThrownBy(() -> BROKER.expect(TOPIC, CODEC)
                        .of("8")
                        .next("bank-account.opened.v1", new Opened("bob"))
                        .next("bank-account.deposited.v1", new Deposited(5L)))
                .hasMessageStartingWith("Topic bank-account.events ends after 1 records, expected");
    }

    @Test
    void failsForAnotherTypeValueOrHeader() {
        assertThatThrownBy(() -> expectAccount7().next("bank-account.deposited.v1", new Deposited(5L)))
                .hasMessageContaining("has 'bank-account.opened.v1' as record 1");
        assertThatThrownBy(() -> expectAccount7().next("bank-account.opened.v1", new Opened("eve")))
                .hasMessageContaining("has {\"owner\": \"ada\"} as record 1, expected {\"owner\": \"eve\"}");
        assertThatThrownBy(() -> expectAccount7()
                        .next("bank-account.opened.v1", new Opened("ada"))
                        .withHeader("ce_id", "x"))
                .hasMessageContaining("has the header ce_id=null in record 1, expected x");
    }

    @Test
    void failsForATransactionThatStaysOpen() throws Exception {
        String topic = "open";
        create(topic, 1);
        var bytes = new ByteArraySerializer();
        Map<String, Object> config =
                Map.of("bootstrap.servers", BROKER.bootstrapServers(), "transactional.id", "left-open");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, new byte[] {1})).get();
            assertThatThrownBy(() -> CommittedRecords.of(BROKER.bootstrapServers(), topic, Duration.ofSeconds(1)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("For 1 s committed records were read no further than {open-0=0}");
            producer.commitTransaction();
        }
        assertThat(CommittedRecords.of(BROKER.bootstrapServers(), topic)).hasSize(1);
    }
}
