package dev.gregor.projection.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountsByOwner;
import dev.gregor.bank.BalanceRow;
import dev.gregor.bank.Balances;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.FragileOwners;
import dev.gregor.bank.Opened;
import dev.gregor.bank.WindowedDeposits;
import dev.gregor.projection.Projection;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.task.Flaw;
import dev.gregor.streams.thread.CommitThrottle;
import dev.gregor.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each event changes each row once, whatever is read again; and where one is missing nothing is applied any more. */
@SuppressWarnings("NullAway.Init")
final class AppliedOnceTest {

    private static final TopicPartition EVENTS = new TopicPartition(EventRecords.TOPIC, 0);

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, 1);
    private boolean eventsMayExpire;
    private @Nullable Instant from;
    private EventHistory history = EventHistory.WHOLE;

    @TempDir
    Path folder;

    private TopologyTestDriver driver;
    private ProjectionTopology<?> topology;

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void passesOverKeyedEventsThatAreReadAgain() {
        start(new AccountsByOwner());
        happens("1", new Opened("ann"));
        happens("2", new Opened("ann"));
        mark();

        sentOn().forEach(this::readAgain);
        happens("3", new Opened("ann"));

        assertThat(rows()).isEqualTo(Map.of("ann", new CountRow(3L), AccountsByOwner.ALL, new CountRow(3L)));
        assertThat(topology.state().flaws().all()).isEmpty();
    }

    @Test
    void passesOverWindowedEventsThatAreReadAgain() {
        for (WindowedDeposits windows : List.of(WindowedDeposits.hopping(), WindowedDeposits.sessions())) {
            start(windows);
            events.at("2026-01-31T10:10:00Z");
            happens("1", new Deposited(7L));
            Map<String, SpecificRecord> before = rows();

            sentOn().forEach(this::readAgain);

            assertThat(rows()).isEqualTo(before).isNotEmpty();
            driver.close();
            events.forgetAll();
        }
        start(new Balances());
    }

    @Test
    void parksAnEventOnce() {
        start(new FragileOwners(event -> {}, event -> {
            throw new IllegalStateException("broken");
        }));
        happens("1", new Opened("ann"));

        sentOn().forEach(this::readAgain);

        assertThat(topology.state().parked().parked()).isEqualTo(1);
        assertThat(rows()).isEqualTo(Map.of(AccountsByOwner.ALL, new CountRow(1L)));
    }

    @Test
    void passesOverUnnumberedEventsOfAnOlderInstanceThatAMarkerCovers() {
        start(new AccountsByOwner());
        happens("1", new Opened("ann"));
        mark();

        sentOn().forEach(record -> {
            record.headers().remove("gregor_sent");
            readAgain(record);
        });

        assertThat(rows()).containsEntry("ann", new CountRow(1L));
    }

    @Test
    void appliesUnnumberedEventsOfAnOlderInstance() {
        start(new AccountsByOwner());
        happens("1", new Opened("ann"));
        mark();
        TestRecord<byte[], byte[]> opened = sentOn().get(0);
        opened.headers().remove("gregor_sent");
        opened.headers().remove("ce_partitionsequence");
        opened.headers().add("ce_partitionsequence", "2".getBytes(UTF_8));

        readAgain(opened);

        assertThat(rows()).containsEntry("ann", new CountRow(2L));
    }

    @Test
    void stopsWhereAnEventIsMissing() {
        for (Projection<?> projection : List.of(new Balances(), new AccountsByOwner())) {
            start(projection);
            happens("1", new Opened("ann"));
            Map<String, SpecificRecord> before = rows();
            events.next("1", new Opened("ann"));

            happens("2", new Opened("bob"));
            happens("3", new Opened("bob"));

            assertThat(rows()).isEqualTo(before);
            assertThat(topology.state().flaws().all())
                    .containsExactly(
                            new Flaw("it was given event 3 of bank-account.events-0 where 2 is next", Flaw.Kind.GAP));
            driver.close();
            events.forgetAll();
        }
        start(new Balances());
    }

    @Test
    void stopsWhereKeyedEventsAreMissing() {
        start(new AccountsByOwner());
        happens("1", new Opened("ann"));
        TestRecord<byte[], byte[]> last = sentOn().get(1);
        ByteBuffer sent =
                ByteBuffer.wrap(last.headers().lastHeader("gregor_sent").value().clone());
        sent.putLong(Long.BYTES, sent.getLong(Long.BYTES) + 7).put(2 * Long.BYTES, (byte) 0);
        last.headers().remove("gregor_sent").add("gregor_sent", sent.array());

        readAgain(last);
        happens("2", new Opened("ann"));

        assertThat(rows()).containsEntry("ann", new CountRow(1L)).containsEntry("*", new CountRow(1L));
        assertThat(topology.state().flaws().all()).singleElement().satisfies(flaw -> {
            assertThat(flaw.kind()).isEqualTo(Flaw.Kind.DISAGREEMENT);
            assertThat(flaw.reason()).contains("know ", "partition 0");
        });
    }

    @Test
    void doesNotBeginWhereItsGroupHasPassedEventsThatItsStoresDoNotKnow() {
        history = new EventHistory(Map.of(), Map.of(EVENTS, 5L));
        start(new Balances());

        happens("1", new Opened("ann"));

        assertThat(rows()).isEmpty();
        assertThat(topology.state().flaws().all())
                .containsExactly(Flaw.disagreement(
                        "its stores know 0 events of bank-account.events-0, its consumer group has passed 5"));
    }

    @Test
    void doesNotBeginWithLessThanAllEvents() {
        history = new EventHistory(Map.of(EVENTS, 3L), Map.of());
        start(new AccountsByOwner());
        deleted(2);

        happens("3", new Opened("ann"));

        assertThat(rows()).isEmpty();
        assertThat(topology.state().flaws().all())
                .containsExactly(new Flaw("events 1 to 2 of bank-account.events-0 were deleted", Flaw.Kind.DELETED));
    }

    @Test
    void doesNotBeginWithNothingWhereAllEventsWereDeleted() {
        history = new EventHistory(Map.of(EVENTS, Long.MAX_VALUE), Map.of());
        start(new Balances());

        assertThat(topology.state().flaws().all())
                .containsExactly(new Flaw("all events of bank-account.events-0 were deleted", Flaw.Kind.DELETED));
    }

    @Test
    void beginsLateWhereThatIsAllowed() {
        history = new EventHistory(Map.of(EVENTS, 3L), Map.of());
        eventsMayExpire = true;
        start(new Balances());
        deleted(2);

        happens("3", new Opened("ann"));
        assertThat(rows()).isEqualTo(Map.of("3", new BalanceRow("ann", 0L)));

        events.next("3", new Deposited(1L));
        happens("3", new Deposited(2L));
        assertThat(topology.state().flaws().all()).as("a gap later on").hasSize(1);
    }

    @Test
    void beginsLateWhereThatIsAskedFor() {
        history = new EventHistory(Map.of(EVENTS, 3L), Map.of());
        from = Instant.EPOCH;
        start(new AccountsByOwner());
        deleted(2);

        happens("3", new Opened("ann"));

        assertThat(rows()).containsEntry("ann", new CountRow(1L));
    }

    private void deleted(int count) {
        for (int i = 0; i < count; i++) {
            events.next("deleted", new Opened("nobody"));
        }
    }

    private void start(Projection<?> projection) {
        ReadSide readSide = new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, 1, eventsMayExpire);
        topology = new ProjectionTopology<>(projection.definition(), readSide, BuildId.first(1), from);
        topology.state().under(new Conditions(history, Conditions.NONE.limit()));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(topology.topology(), settings, Instant.parse("2026-01-31T10:30:00Z"));
    }

    private void happens(String account, SpecificRecord event) {
        ProducerRecord<byte[], byte[]> record = events.next(account, event);
        driver.createInputTopic(record.topic(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), Instant.EPOCH));
    }

    private void mark() {
        driver.advanceWallClockTime(CommitThrottle.spacing(1).plus(Duration.ofSeconds(1)));
    }

    /** What the first stage has sent to the second. */
    private List<TestRecord<byte[], byte[]>> sentOn() {
        return driver.createOutputTopic(topology.rowsTopic(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private void readAgain(TestRecord<byte[], byte[]> record) {
        driver.createInputTopic(topology.rowsTopic(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(record);
    }

    private Map<String, SpecificRecord> rows() {
        return StoredRows.of(driver, topology);
    }
}
