package dev.gregor.projection.parked;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountsByOwner;
import dev.gregor.bank.BalanceRow;
import dev.gregor.bank.Balances;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.FragileOwners;
import dev.gregor.bank.Opened;
import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.task.WriteCount;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.projection.topology.RecordLimits;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too large for the topics of a projection is a failure of its event: it is parked, and the rest goes on. */
@SuppressWarnings("NullAway.Init")
final class TooLargeTest {

    private static final int LIMIT = 2_000;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, 1);

    @TempDir
    Path folder;

    private TopologyTestDriver driver;
    private ProjectionTopology<?> topology;

    /** Names of owners one after the other, by the first letter or in a session. */
    private static final class Names extends Projection<BalanceRow> {

        Names(boolean inSessions) {
            super("names", 1, BalanceRow.class);
            if (inSessions) {
                on(Opened.class, Names::initial, session(Duration.ofHours(1)), Names::append);
            } else {
                on(Opened.class, Names::initial, Names::append);
            }
        }

        private static String initial(Event<Opened> event) {
            return event.data().getOwner().substring(0, 1);
        }

        private static BalanceRow append(@Nullable BalanceRow row, Event<Opened> event) {
            return new BalanceRow(
                    (row == null ? "" : row.getOwner()) + event.data().getOwner(), 0L);
        }
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void parksAnEventThatMakesARowTooLarge() {
        start(new Names(false), LIMIT);

        opens("1", "a".repeat(800), "a".repeat(800), "a".repeat(800), "b");

        assertThat(rows()).containsExactly("a", "b");
        assertThat(reason(StoreNames.PARKED, "a")).contains("Row 'a' has 2,4", "the limit is 1,900");
        assertThat(topology.state().parked().parked()).isEqualTo(1);
    }

    @Test
    void parksAnEventThatMakesTheRowOfItsAggregateTooLarge() {
        start(new Balances(), LIMIT);

        opens("1", "a".repeat(1950));
        opens("2", "b");

        assertThat(rows()).containsExactly("2");
        assertThat(reason(StoreNames.PARKED, "1")).contains("Row '1' has 1,9");
    }

    @Test
    void parksAnEventThatMakesAWindowTooLarge() {
        start(new Names(true), LIMIT);

        opens("1", "a".repeat(800), "a".repeat(800), "a".repeat(800), "b");

        assertThat(rows()).hasSize(2);
        assertThat(reason(StoreNames.PARKED, "a")).contains("has 2,4", "the limit is 1,900");
    }

    @Test
    void parksAnEventThatIsTooLargeWithItsRowKey() {
        start(new FragileOwners(event -> {}, event -> {}), LIMIT);

        opens("1", "a".repeat(900));
        opens("2", "b");

        assertThat(rows()).containsExactly("*", "b");
        assertThat(reason(StoreNames.KEYED_PARKED, "1"))
                .contains("Event 'bank-account/1/1' with its row key has 2,", "the limit is 1,900");
    }

    @Test
    void parksAnEventWithARowKeyThatIsTooLongToBeAskedFor() {
        start(new AccountsByOwner(), Integer.MAX_VALUE);

        opens("1", "é".repeat(2001));
        opens("2", "b");

        assertThat(rows()).containsExactly("*", "b");
        assertThat(reason(StoreNames.KEYED_PARKED, "1")).contains("4,002 bytes", "4,000");
    }

    @Test
    void keepsOfAnEventThatIsTooLargeToBeKeptWhatItWas() {
        start(new Balances(), 700);

        opens("1", "a".repeat(1950));
        opens("1", "b");

        ParkedStore.Queue queue = queue(StoreNames.PARKED, "1");
        assertThat(queue.events()).isEqualTo(2);
        assertThat(queue.first().id()).isEqualTo("bank-account/1/1");
        assertThat(queue.first().record().value()).isNull();
        var retried = topology.state()
                .parked()
                .ask(new ParkedTasks.TaskStore(StoreNames.PARKED, 0), ParkingRequest.retry("1"));
        driver.advanceWallClockTime(Parking.INTERVAL);
        driver.advanceWallClockTime(Parking.INTERVAL);
        assertThat(requireNonNull(retried.join().reason()))
                .contains("too large to be kept parked", "event 1 of partition 0");
        var discarded = topology.state()
                .parked()
                .ask(new ParkedTasks.TaskStore(StoreNames.PARKED, 0), ParkingRequest.discard("1", "bank-account/1/1"));
        driver.advanceWallClockTime(Parking.IDLE_INTERVAL);
        driver.advanceWallClockTime(Parking.INTERVAL);
        assertThat(discarded.join()).isEqualTo(new ParkingAnswer(1, 1, 0, null));
        assertThat(rows()).containsExactly("1");
    }

    private void start(Projection<?> projection, int limit) {
        topology = new ProjectionTopology<>(
                projection.definition(), new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, 1));
        RecordLimits.limit(topology, limit);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(topology.topology(), settings, Instant.parse("2026-01-31T10:59:30Z"));
    }

    private void opens(String account, String... owners) {
        var topic = driver.createInputTopic(EventRecords.TOPIC, new ByteArraySerializer(), new ByteArraySerializer());
        for (String owner : owners) {
            ProducerRecord<byte[], byte[]> record = events.next(account, new Opened(owner));
            topic.pipeInput(new TestRecord<>(record.key(), record.value(), record.headers(), Instant.EPOCH));
        }
    }

    private ParkedStore.Queue queue(String store, String key) {
        return requireNonNull(
                ParkedStore.queues(driver.getKeyValueStore(store), 10).get(key));
    }

    private String reason(String store, String key) {
        return queue(store, key).first().reason();
    }

    /** The keys of the rows. */
    private Set<String> rows() {
        Set<String> keys = new TreeSet<>();
        KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(StoreNames.ROWS);
        try (var all = store.range(WriteCount.FIRST_KEY_BEHIND, null)) {
            all.forEachRemaining(row -> keys.add(new String(row.key.get(), UTF_8)));
        }
        return keys;
    }
}
