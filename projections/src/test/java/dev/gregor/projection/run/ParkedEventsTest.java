package dev.gregor.projection.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.BalanceRow;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.FragileBalances;
import dev.gregor.bank.Opened;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.message.Event;
import dev.gregor.position.Position;
import dev.gregor.projection.Projection;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.parked.ParkingAnswer;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parked events on a real broker, from the poison to the cure. */
final class ParkedEventsTest {

    private static final int PARTITIONS = 2;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, PARTITIONS);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile boolean broken = true;

    @TempDir
    Path folder;

    @Test
    void parksAPoisonedKeyOverARestartAndAppliesItInOrderWhenCured() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(folder.resolve("broker")))) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            createTopic(kafka);
            try (var producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
                try (RunningProjections projections = start(kafka)) {
                    poison(producer, projections);
                }
                try (RunningProjections projections = start(kafka)) {
                    cure(producer, projections);
                }
            }
        }
    }

    /** What the accounts have that others name as their owners; one balance cannot be joined. */
    private static final class Owners extends Projection<CountRow> {

        Owners() {
            super("owners", 1, CountRow.class);
            join(AccountState.class, AccountState::getOwner, AccountState.class, (row, account, owner) -> {
                if (owner != null && owner.getBalance() == 3) {
                    throw new IllegalStateException("poison");
                }
                return owner == null ? null : new CountRow(owner.getBalance());
            });
        }
    }

    @Test
    void discardsAnEventInEachPartitionThatItIsParkedIn() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(folder.resolve("broker")))) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            createTopic(kafka);
            try (var producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
                    RunningProjections projections = start(kafka, new Owners())) {
                send(producer, "boss", new Opened("nobody"));
                for (int i = 0; i < 10; i++) {
                    answer(projections, "owners", "account-" + i, send(producer, "account-" + i, new Opened("boss")));
                }
                Position first = deposit(producer, "boss", 1);
                for (int i = 0; i < 10; i++) {
                    assertThat(row(projections, "owners", "account-" + i, first).value())
                            .isEqualTo(new CountRow(1L));
                }
                deposit(producer, "boss", 2);
                ParkedEvents parked = projections.find("owners").orElseThrow().parked();
                await().atMost(TIMEOUT).until(() -> parked.size() == PARTITIONS);

                assertThat(parked.discard("bank-account/boss", "bank-account/boss/3")
                                .get(20, TimeUnit.SECONDS))
                        .isEqualTo(new ParkingAnswer(0, PARTITIONS, 0, null));
                assertThat(parked.keys(10)).isEmpty();
            }
        }
    }

    private void poison(KafkaProducer<byte[], byte[]> producer, RunningProjections projections) {
        producer.send(new ProducerRecord<>(EventRecords.TOPIC, 0, new byte[] {1}, new byte[] {2}));
        producer.send(new ProducerRecord<>(EventRecords.TOPIC, 1, null, null));
        deposit(producer, "sick", 1);
        deposit(producer, "sick", 3);
        Position last = deposit(producer, "sick", 5);
        Position others = last;
        for (int i = 0; i < 20; i++) {
            others = deposit(producer, "well-" + i, 7);
            assertThat(balance(projections, "well-" + i, others)).isEqualTo(7);
        }

        assertThat(balance(projections, "sick", last)).isEqualTo(1);
        assertThat(parked(projections).keys(10)).singleElement().satisfies(key -> {
            assertThat(key.key()).isEqualTo("sick");
            assertThat(key.event()).isEqualTo("bank-account/sick/2");
            assertThat(key.reason()).contains("poison");
            assertThat(key.events()).isEqualTo(2);
        });
        assertThat(meters.get("gregor.projection.parked").gauge().value()).isEqualTo(2);
        assertThat(meters.get("gregor.projection.passed.over").functionCounter().count())
                .isEqualTo(2);
    }

    private void cure(KafkaProducer<byte[], byte[]> producer, RunningProjections projections) throws Exception {
        Position last = deposit(producer, "sick", 6);
        assertThat(balance(projections, "sick", last)).isEqualTo(1);

        broken = false;
        assertThat(parked(projections).retry("sick").get(20, TimeUnit.SECONDS).parked())
                .isZero();
        assertThat(meters.get("gregor.projection.parked").gauge().value()).isZero();

        assertThat(balance(projections, "sick", last)).isEqualTo(1356);
        assertThat(parked(projections).keys(10)).isEmpty();
        assertThat(balance(projections, "sick", deposit(producer, "sick", 2))).isEqualTo(13562);
    }

    private RunningProjections start(Map<String, Object> kafka) {
        return start(kafka, new FragileBalances(this::fault));
    }

    private RunningProjections start(Map<String, Object> kafka, Projection<?> projection) {
        ReadSide readSide = new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, PARTITIONS);
        StreamsSettings settings = new StreamsSettings(kafka, folder.resolve("state"), "one", null, 1, 1 << 20);
        RunningProjections projections = RunningProjections.start(List.of(projection), readSide, settings, meters);
        await().atMost(Duration.ofSeconds(30)).until(projections::areRunning);
        return projections;
    }

    private void fault(Event<Deposited> event) {
        if (broken && event.data().getAmount() == 3) {
            throw new IllegalStateException("poison");
        }
    }

    private static void createTopic(Map<String, Object> kafka) throws Exception {
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(EventRecords.TOPIC, PARTITIONS, (short) 1)
                            .configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get();
        }
    }

    private Position deposit(KafkaProducer<byte[], byte[]> producer, String account, long amount) {
        return send(producer, account, new Deposited(amount));
    }

    private Position send(KafkaProducer<byte[], byte[]> producer, String account, SpecificRecord event) {
        ProducerRecord<byte[], byte[]> record = events.next(account, event);
        producer.send(record);
        producer.flush();
        return events.position(record);
    }

    private static ParkedEvents parked(RunningProjections projections) {
        return projections.find("fragile-balances").orElseThrow().parked();
    }

    private static long balance(RunningProjections projections, String account, Position after) {
        return ((BalanceRow)
                        row(projections, "fragile-balances", account, after).value())
                .getBalance();
    }

    private static Row row(RunningProjections projections, String name, String key, Position after) {
        QueryAnswer<Row> answer = answer(projections, name, key, after);
        assertThat(answer).isInstanceOf(QueryAnswer.Found.class);
        return ((QueryAnswer.Found<Row>) answer).value();
    }

    private static QueryAnswer<Row> answer(RunningProjections projections, String name, String key, Position after) {
        return QueryGateway.over(projections, TIMEOUT)
                .get(name, key, after)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
