package dev.gregor.projection.parked;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.Opened;
import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.projection.topology.StoredRows;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events that cannot be joined. */
@SuppressWarnings("NullAway.Init")
final class ParkedJoinsTest {

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, 1);
    private boolean broken = true;
    private long count;

    @TempDir
    Path folder;

    private ProjectionTopology<?> topology;
    private TopologyTestDriver driver;

    /** What the accounts have that others name as their owners; one balance cannot be joined for a while. */
    private final class Owners extends Projection<CountRow> {

        Owners() {
            super("owners", 1, CountRow.class);
            join(AccountState.class, AccountState::getOwner, AccountState.class, (row, account, owner) -> {
                if (broken && owner != null && owner.getBalance() == 3) {
                    throw new IllegalStateException("broken");
                }
                return owner == null ? null : new CountRow(owner.getBalance());
            });
            onEach(Deposited.class, ParkedJoinsTest::noKeys, (row, event) -> row);
        }
    }

    private static List<String> noKeys(Event<Deposited> event) {
        if (event.data().getAmount() == 5) {
            throw new IllegalStateException("no keys");
        }
        return List.of();
    }

    @BeforeEach
    void start() {
        topology = new ProjectionTopology<>(
                new Owners().definition(), new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, 1));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(topology.topology(), settings, Instant.EPOCH);
        happens("1", new Opened("2"));
        happens("2", new Opened("nobody"));
        happens("2", new Deposited(3L));
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void changesAllRowsOnceItCanBeJoined() {
        assertThat(rows()).isEqualTo(Map.of("1", new CountRow(0L)));
        broken = false;

        assertThat(ask(StoreNames.PARKED, ParkingRequest.retry("bank-account/2")))
                .isEqualTo(new ParkingAnswer(1, 0, 0, null));
        assertThat(rows()).isEqualTo(Map.of("1", new CountRow(3L)));
    }

    @Test
    void countsFromTheNextEventOnIfItIsDiscarded() {
        assertThat(ask(StoreNames.PARKED, ParkingRequest.discard("bank-account/2", "bank-account/2/2")))
                .isEqualTo(new ParkingAnswer(0, 1, 0, null));
        assertThat(rows()).isEqualTo(Map.of("1", new CountRow(0L)));
        broken = false;
        happens("1", new Deposited(1L));

        assertThat(rows()).isEqualTo(Map.of("1", new CountRow(3L)));
    }

    @Test
    void isJoinedAlthoughItIsDiscardedForARuleThatFindsNoKeys() {
        broken = false;
        ask(StoreNames.PARKED, ParkingRequest.retry("bank-account/2"));
        happens("2", new Deposited(5L));
        assertThat(rows()).isEqualTo(Map.of("1", new CountRow(3L)));

        assertThat(ask(StoreNames.KEYED_PARKED, ParkingRequest.discard("2", "bank-account/2/3")))
                .isEqualTo(new ParkingAnswer(0, 1, 0, null));
        assertThat(rows()).isEqualTo(Map.of("1", new CountRow(8L)));
    }

    @Test
    void writesOnlyRowsThatChange() {
        broken = false;
        ask(StoreNames.PARKED, ParkingRequest.retry("bank-account/2"));
        happens("2", new Deposited(1L));
        happens("3", new Opened("2"));
        long written = written();
        happens("2", new Deposited(0L));

        assertThat(written()).isEqualTo(written);
        assertThat(rows()).isEqualTo(Map.of("1", new CountRow(4L), "3", new CountRow(4L)));
    }

    private long written() {
        return count += driver.createOutputTopic(
                        topology.applicationId() + "-rows-changelog",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())
                .readRecordsToList()
                .size();
    }

    private ParkingAnswer ask(String store, ParkingRequest request) {
        CompletableFuture<ParkingAnswer> answer =
                topology.state().parked().ask(new ParkedTasks.TaskStore(store, 0), request);
        driver.advanceWallClockTime(Parking.INTERVAL);
        driver.advanceWallClockTime(Parking.INTERVAL);
        return answer.join();
    }

    private void happens(String account, SpecificRecord event) {
        ProducerRecord<byte[], byte[]> record = events.next(account, event);
        driver.createInputTopic(EventRecords.TOPIC, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(
                        record.key(), record.value(), record.headers(), Instant.ofEpochMilli(record.timestamp())));
    }

    private Map<String, SpecificRecord> rows() {
        return StoredRows.of(driver, topology);
    }
}
