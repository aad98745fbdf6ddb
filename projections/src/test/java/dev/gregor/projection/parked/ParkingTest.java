package dev.gregor.projection.parked;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.AccountsByOwner;
import dev.gregor.bank.BalanceRow;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.FragileBalances;
import dev.gregor.bank.FragileOwners;
import dev.gregor.bank.Opened;
import dev.gregor.failure.TransientException;
import dev.gregor.message.MessageHeaders;
import dev.gregor.projection.Projection;
import dev.gregor.projection.parked.ParkedTasks.TaskStore;
import dev.gregor.projection.task.StoreNames;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.projection.topology.StoredRows;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of events that a projection cannot apply. */
@SuppressWarnings("NullAway.Init")
final class ParkingTest {

    private static final Duration INTERVAL = Parking.INTERVAL;

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final EventRecords events = new EventRecords(codec, 1);
    private final FragileBalances balances =
            new FragileBalances(event -> failIf(event.data().getAmount() == 3));
    private boolean broken = true;

    @TempDir
    Path folder;

    private TopologyTestDriver driver;
    private ProjectionTopology<?> topology;
    private TestInputTopic<byte[], byte[]> topic;

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void parksAnEventAndThoseBehindItButNoOthers() {
        start(balances);

        happens("1", new Deposited(1L));
        happens("1", new Deposited(3L));
        happens("1", new Deposited(5L));
        happens("2", new Deposited(7L));

        assertThat(rows()).isEqualTo(Map.of("1", row(1), "2", row(7)));
        assertThat(topology.state().parked().parked()).isEqualTo(2);
        assertThat(applied()).isEqualTo(4);
        assertThat(parked("1").events()).isEqualTo(2);
        assertThat(parked("1").first().reason()).isEqualTo("java.lang.IllegalStateException: broken");
    }

    @Test
    void appliesParkedEventsInOrderOnceTheCauseIsGone() {
        start(balances);
        happens("1", new Deposited(3L));
        happens("1", new Deposited(5L));
        happens("1", new Deposited(4L));

        broken = false;

        assertThat(ask(StoreNames.PARKED, ParkingRequest.retry("1"))).isEqualTo(new ParkingAnswer(3, 0, 0, null));
        happens("1", new Deposited(6L));
        assertThat(rows()).isEqualTo(Map.of("1", row(3546)));
        assertThat(topology.state().parked().parked()).isZero();
    }

    @Test
    void keepsThemParkedIfTheFirstFailsAgain() {
        start(balances);
        happens("1", new Deposited(3L));
        happens("1", new Deposited(5L));

        assertThat(ask(StoreNames.PARKED, ParkingRequest.retry("1")))
                .isEqualTo(new ParkingAnswer(0, 0, 2, "java.lang.IllegalStateException: broken"));
        assertThat(rows()).isEmpty();
        assertThat(ask(StoreNames.PARKED, ParkingRequest.retry("2")).concernsAny())
                .isFalse();
    }

    @Test
    void goesOnWithoutWhatWasDiscarded() {
        start(balances);
        happens("1", new Deposited(3L));
        happens("1", new Deposited(5L));

        assertThat(ask(StoreNames.PARKED, ParkingRequest.discard("1", "bank-account/1/1")))
                .isEqualTo(new ParkingAnswer(1, 1, 0, null));
        happens("1", new Deposited(6L));
        assertThat(rows()).isEqualTo(Map.of("1", row(56)));
    }

    /** What the owners have; an account whose deposits cannot be keyed for a while. */
    private final class Money extends Projection<CountRow> {

        Money() {
            super("money", 1, CountRow.class);
            on(
                    Deposited.class,
                    after(AccountState.class, this::owner),
                    (row, event, account) -> new CountRow(account.getBalance()));
        }

        private String owner(AccountState account) {
            failIf(account.getBalance() == 3);
            return account.getOwner();
        }
    }

    @Test
    void keepsWhatAnEventThatWasDiscardedDidToItsAggregate() {
        start(new Money());
        happens("1", new Opened("ann"));
        happens("1", new Deposited(3L));
        happens("1", new Deposited(5L));
        assertThat(rows()).isEmpty();

        assertThat(ask(StoreNames.KEYED_PARKED, ParkingRequest.discard("1", "bank-account/1/2")))
                .isEqualTo(new ParkingAnswer(1, 1, 0, null));
        assertThat(rows()).isEqualTo(Map.of("ann", new CountRow(8L)));
    }

    @Test
    void discardsAnEventThatItsAggregateCannotEvolveBy() {
        start(new Money());
        happens("1", new Deposited(5L));
        happens("1", new Opened("ann"));

        assertThat(ask(StoreNames.KEYED_PARKED, ParkingRequest.discard("1", "bank-account/1/1")))
                .isEqualTo(new ParkingAnswer(1, 1, 0, null));
        happens("1", new Deposited(7L));
        assertThat(rows()).isEqualTo(Map.of("ann", new CountRow(7L)));
    }

    @Test
    void appliesAnEventToItsAggregateOnceHoweverOftenItIsTried() {
        start(new Money());
        happens("1", new Opened("ann"));
        happens("1", new Deposited(3L));
        happens("1", new Deposited(5L));
        assertThat(ask(StoreNames.KEYED_PARKED, ParkingRequest.retry("1")).parked())
                .isEqualTo(2);

        broken = false;

        assertThat(ask(StoreNames.KEYED_PARKED, ParkingRequest.retry("1"))).isEqualTo(new ParkingAnswer(2, 0, 0, null));
        assertThat(rows()).isEqualTo(Map.of("ann", new CountRow(8L)));
    }

    @Test
    void discardsNoOtherEventThanTheOneThatIsMeant() {
        start(balances);
        happens("1", new Deposited(3L));
        happens("1", new Deposited(5L));

        assertThat(ask(StoreNames.PARKED, ParkingRequest.discard("1", "bank-account/1/2")))
                .isEqualTo(new ParkingAnswer(
                        0, 0, 2, "The first parked event of '1' is 'bank-account/1/1', not 'bank-account/1/2'"));
    }

    @Test
    void triesAgainByItselfUntilTheCauseIsGone() {
        start(balances);
        happens("1", new Deposited(3L));
        happens("1", new Deposited(5L));
        driver.advanceWallClockTime(Parking.PAUSES.get(0));
        assertThat(parked("1").first().tries()).isEqualTo(2);

        broken = false;
        driver.advanceWallClockTime(Parking.PAUSES.get(1).minusMillis(1));
        assertThat(rows()).isEmpty();
        driver.advanceWallClockTime(INTERVAL);
        assertThat(rows()).isEqualTo(Map.of("1", row(35)));
        assertThat(topology.state().parked().parked()).isZero();
    }

    @Test
    void looksForRequestsNowAndThenWhileThereIsNothingToTry() {
        start(balances);
        var answer = topology.state().parked().ask(new TaskStore(StoreNames.PARKED, 0), ParkingRequest.retry("1"));
        driver.advanceWallClockTime(INTERVAL);
        driver.advanceWallClockTime(INTERVAL);
        assertThat(answer).isNotDone();

        driver.advanceWallClockTime(Parking.IDLE_INTERVAL);
        assertThat(answer).as("answered before the commit").isNotDone();
        driver.advanceWallClockTime(INTERVAL);
        assertThat(answer.join().concernsAny()).isFalse();
    }

    @Test
    void triesNothingByItselfWhileItIsPaused() {
        start(balances);
        happens("1", new Deposited(3L));
        topology.state().parked().setPaused(true);
        driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(parked("1").first().tries()).isEqualTo(1);

        topology.state().parked().setPaused(false);
        driver.advanceWallClockTime(Parking.IDLE_INTERVAL);
        assertThat(parked("1").first().tries()).isEqualTo(2);
    }

    @Test
    void triesAFewTimesByItselfAndNoMore() {
        start(balances);
        happens("1", new Deposited(3L));
        Parking.PAUSES.forEach(pause -> driver.advanceWallClockTime(pause.plus(INTERVAL)));
        assertThat(parked("1").first().tries()).isEqualTo(4);

        driver.advanceWallClockTime(Duration.ofHours(1));
        assertThat(parked("1").first().tries()).isEqualTo(4);
    }

    @Test
    void passesOverWhatIsNoEvent() {
        start(balances);
        topic.pipeInput("garbage".getBytes(UTF_8), new byte[] {1, 2, 3});
        topic.pipeInput(new TestRecord<>((byte[]) null, null));
        ProducerRecord<byte[], byte[]> stranger = events.next("1", new Deposited(9L));
        stranger.headers().add(MessageHeaders.TYPE, "user.deposited.v1".getBytes(UTF_8));
        events.forget(stranger);
        topic.pipeInput(new TestRecord<>(stranger.key(), stranger.value(), stranger.headers(), Instant.EPOCH));

        happens("1", new Deposited(4L));

        assertThat(rows()).isEqualTo(Map.of("1", row(4)));
        assertThat(topology.passedOver()).isEqualTo(3);
    }

    @Test
    void parksAnEventWithUnreadableData() {
        start(balances);
        ProducerRecord<byte[], byte[]> broken = events.next("1", new Deposited(9L));
        topic.pipeInput(new TestRecord<>(broken.key(), new byte[] {1, 2, 3}, broken.headers(), Instant.EPOCH));
        happens("2", new Deposited(4L));

        assertThat(rows()).isEqualTo(Map.of("2", row(4)));
        assertThat(parked("1").events()).isEqualTo(1);
    }

    @Test
    void parksOneRowOfAnEventAndChangesTheOthers() {
        start(new FragileOwners(
                event -> {}, event -> failIf(event.data().getOwner().equals("ann"))));

        happens("1", new Opened("ann"));
        happens("2", new Opened("ann"));
        happens("3", new Opened("bob"));
        assertThat(rows()).isEqualTo(Map.of("bob", new CountRow(1L), AccountsByOwner.ALL, new CountRow(3L)));

        broken = false;
        assertThat(ask(StoreNames.PARKED, ParkingRequest.retry("ann"))).isEqualTo(new ParkingAnswer(2, 0, 0, null));
        assertThat(rows()).containsEntry("ann", new CountRow(2L));
    }

    @Test
    void parksAnEventWithoutRowKeysUnderItsAggregate() {
        start(new FragileOwners(event -> failIf(event.data().getOwner().equals("ann")), event -> {}));

        happens("1", new Opened("ann"));
        happens("2", new Opened("bob"));
        driver.advanceWallClockTime(INTERVAL);
        assertThat(rows()).isEqualTo(Map.of("bob", new CountRow(1L), AccountsByOwner.ALL, new CountRow(1L)));
        assertThat(applied()).isEqualTo(2);

        broken = false;
        assertThat(ask(StoreNames.KEYED_PARKED, ParkingRequest.retry("1"))).isEqualTo(new ParkingAnswer(1, 0, 0, null));
        assertThat(rows()).containsEntry("ann", new CountRow(1L)).containsEntry(AccountsByOwner.ALL, new CountRow(2L));
    }

    @Test
    void parksNothingWhileAFailureMayPass() {
        start(new FragileBalances(event -> failAsTransientIf(broken)));

        assertThatThrownBy(() -> happens("1", new Deposited(4L))).hasRootCauseInstanceOf(TransientException.class);
        assertThat(applied()).isZero();
        assertThat(topology.state().parked().parked()).isZero();
    }

    @Test
    void tellsThoseWhoWaitThatThePartitionMovedAway() {
        start(balances);
        TaskStore taskStore = new TaskStore(StoreNames.PARKED, 0);
        CompletableFuture<ParkingAnswer> answer = topology.state().parked().ask(taskStore, ParkingRequest.retry("1"));

        driver.close();

        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TransientException.class);
        assertThat(topology.state()
                        .parked()
                        .ask(taskStore, ParkingRequest.retry("1"))
                        .join()
                        .concernsAny())
                .isFalse();
        start(balances);
    }

    private void failIf(boolean poisoned) {
        if (broken && poisoned) {
            throw new IllegalStateException("broken");
        }
    }

    private static void failAsTransientIf(boolean failing) {
        if (failing) {
            throw new TransientException("for a moment");
        }
    }

    private ParkingAnswer ask(String store, ParkingRequest request) {
        CompletableFuture<ParkingAnswer> answer = topology.state().parked().ask(new TaskStore(store, 0), request);
        driver.advanceWallClockTime(INTERVAL);
        assertThat(answer).as("answered before the commit").isNotDone();
        driver.advanceWallClockTime(INTERVAL);
        return answer.join();
    }

    private ParkedStore.Queue parked(String key) {
        return requireNonNull(ParkedStore.queues(driver.getKeyValueStore(StoreNames.PARKED), 10)
                .get(key));
    }

    private static BalanceRow row(long balance) {
        return new BalanceRow("nobody", balance);
    }

    private void start(Projection<?> projection) {
        topology = new ProjectionTopology<>(
                projection.definition(), new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, 1));
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver = new TopologyTestDriver(topology.topology(), settings, Instant.EPOCH);
        topic = driver.createInputTopic(EventRecords.TOPIC, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void happens(String account, SpecificRecord event) {
        ProducerRecord<byte[], byte[]> record = events.next(account, event);
        topic.pipeInput(new TestRecord<>(
                record.key(), record.value(), record.headers(), Instant.ofEpochMilli(record.timestamp())));
    }

    private long applied() {
        return topology.state().applied().applied(0, "bank-account", 0);
    }

    private Map<String, SpecificRecord> rows() {
        return StoredRows.of(driver, topology);
    }
}
