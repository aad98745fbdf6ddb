package dev.gregor.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.bank.AccountState;
import dev.gregor.bank.AccountsByOwner;
import dev.gregor.bank.Audited;
import dev.gregor.bank.BalanceRow;
import dev.gregor.bank.Balances;
import dev.gregor.bank.Closed;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.Deposited;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.Opened;
import dev.gregor.bank.OpenedWithGift;
import dev.gregor.bank.OpeningsPerHour;
import dev.gregor.message.MessageType;
import dev.gregor.projection.Projection;
import dev.gregor.projection.build.BuildId;
import dev.gregor.streams.thread.CommitThrottle;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
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

@SuppressWarnings("NullAway.Init")
final class ProjectionTopologyTest {

    private final AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private final ReadSide readSide = new ReadSide("test", Topics.unprefixed(), EventRecords.CATALOG, codec, 1);
    private final EventRecords events = new EventRecords(codec, 1);

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
    void keepsTheRowOfEachAggregate() {
        start(new Balances());

        happens("1", new Opened("ann"));
        happens("2", new Opened("bob"));
        happens("1", new Deposited(7L));
        happens("1", new Deposited(5L));

        assertThat(rows()).isEqualTo(Map.of("1", new BalanceRow("ann", 12L), "2", new BalanceRow("bob", 0L)));
    }

    @Test
    void appliesEachPartOfAnEventOfAnOlderForm() {
        start(new Balances());
        pipe(gift("1"));
        assertThat(rows()).isEqualTo(Map.of("1", new BalanceRow("ann", 7L)));
        assertThat(applied()).isEqualTo(1);
    }

    @Test
    void keysEachPartOfAnEventOfAnOlderForm() {
        start(new AccountsByOwner());
        pipe(gift("1"));
        assertThat(rows()).isEqualTo(Map.of("ann", new CountRow(1L), "*", new CountRow(1L)));
    }

    private ProducerRecord<byte[], byte[]> gift(String account) {
        return events.next(
                account, MessageType.parse("bank-account.opened-with-gift.v1"), new OpenedWithGift("ann", 7L));
    }

    /** What the owners have deposited; deposits do not say whose account they are for. */
    private static final class Deposits extends Projection<CountRow> {

        Deposits() {
            super("deposits", 1, CountRow.class);
            on(
                    Deposited.class,
                    after(AccountState.class, AccountState::getOwner),
                    (row, event, account) -> new CountRow(
                            (row == null ? 0 : row.getCount()) + event.data().getAmount()));
        }
    }

    @Test
    void foldsTheEventsThatRunNoRule() {
        start(new Deposits());
        happens("1", new Opened("ann"));
        happens("1", new Deposited(7L));
        pipe(gift("2"));
        assertThat(rows()).isEqualTo(Map.of("ann", new CountRow(14L)));
    }

    @Test
    void parksAnEventThatItDoesNotKnowIfItMayHaveChangedAState() {
        start(new Deposits());
        happens("1", new Opened("ann"));
        pipe(events.next("1", MessageType.parse("bank-account.frozen.v1"), new Deposited(7L)));
        happens("1", new Deposited(7L));
        happens("2", new Opened("bob"));
        happens("2", new Deposited(5L));
        assertThat(rows()).isEqualTo(Map.of("bob", new CountRow(5L)));
        assertThat(topology.state().parked().parked()).isEqualTo(2);
    }

    /** What the accounts have that others name as their owners. */
    private static final class Owners extends Projection<CountRow> {

        Owners() {
            super("owners", 1, CountRow.class);
            join(
                    AccountState.class,
                    AccountState::getOwner,
                    AccountState.class,
                    (row, account, owner) -> owner == null ? null : new CountRow(owner.getBalance()));
        }
    }

    @Test
    void joinsRowsFromTheTimeThatABuildBeginsAtWithStatesFromBeforeIt() {
        start(new ProjectionTopology<>(
                new Owners().definition(), readSide, new BuildId(1, 2), Instant.parse("2026-02-01T00:00:00Z")));
        happens("2", new Opened("nobody"));
        happens("2", new Deposited(7L));
        happens("1", new Opened("2"));
        happens("3", new Opened("2"));
        assertThat(rows()).isEmpty();
        events.at("2026-02-01T10:00:00Z");
        happens("1", new Deposited(5L));
        assertThat(rows()).isEqualTo(Map.of("1", new CountRow(7L)));
    }

    @Test
    void foldsTheEventsBeforeTheTimeThatABuildBeginsAt() {
        start(new ProjectionTopology<>(
                new Deposits().definition(), readSide, new BuildId(1, 2), Instant.parse("2026-02-01T00:00:00Z")));
        happens("1", new Opened("ann"));
        happens("1", new Deposited(7L));
        events.at("2026-02-01T10:00:00Z");
        happens("1", new Deposited(5L));
        assertThat(rows()).isEqualTo(Map.of("ann", new CountRow(5L)));
    }

    @Test
    void tellsOfEventsThatNoAggregateEvolvesBy() {
        start(new Balances());

        happens("1", new Opened("ann"));
        pipe(events.next("1", MessageType.parse("bank-account.frozen.v1"), new Deposited(7L)));

        assertThat(rows()).isEqualTo(Map.of("1", new BalanceRow("ann", 0L)));
        assertThat(topology.unknownEvents()).containsExactly("bank-account.frozen.v1");
    }

    @Test
    void deletesARowThatAChangeEnds() {
        start(new Balances());

        happens("1", new Opened("ann"));
        happens("1", new Closed("ann"));

        assertThat(rows()).isEmpty();
    }

    @Test
    void appliesAnEventOnce() {
        start(new Balances());

        happens("1", new Opened("ann"));
        ProducerRecord<byte[], byte[]> deposited = happens("1", new Deposited(7L));
        happens("1", new Audited());
        pipe(deposited);

        assertThat(rows()).isEqualTo(Map.of("1", new BalanceRow("ann", 7L)));
    }

    @Test
    void countsAnIgnoredEventAsApplied() {
        start(new Balances());

        happens("1", new Opened("ann"));
        happens("1", new Audited());

        assertThat(applied()).isEqualTo(2);
    }

    @Test
    void changesSeveralRowsByOneEvent() {
        start(new AccountsByOwner());

        happens("1", new Opened("ann"));
        happens("2", new Opened("ann"));
        happens("3", new Opened("bob"));
        happens("3", new Closed("bob"));

        assertThat(rows()).isEqualTo(Map.of("ann", new CountRow(2L), AccountsByOwner.ALL, new CountRow(2L)));
    }

    @Test
    void countsByWindow() {
        start(new OpeningsPerHour());

        events.at("2026-01-31T10:59:59.999Z");
        happens("1", new Opened("ann"));
        happens("2", new Opened("bob"));
        events.at("2026-01-31T11:00:00Z");
        happens("3", new Opened("cleo"));

        assertThat(rows())
                .isEqualTo(Map.of("2026-01-31T10:00:00Z", new CountRow(2L), "2026-01-31T11:00:00Z", new CountRow(1L)));
    }

    @Test
    void carriesPositionsToRepartitionedRows() {
        start(new AccountsByOwner());

        happens("1", new Opened("ann"));
        driver.advanceWallClockTime(CommitThrottle.spacing(1));
        assertThat(applied()).isEqualTo(1);
        happens("1", new Audited());
        driver.advanceWallClockTime(CommitThrottle.spacing(1));
        assertThat(applied()).isEqualTo(2);
    }

    @Test
    void keysAnEventOnce() {
        start(new AccountsByOwner());

        ProducerRecord<byte[], byte[]> opened = happens("1", new Opened("ann"));
        pipe(opened);

        assertThat(rows()).containsEntry("ann", new CountRow(1L));
    }

    @Test
    void forgetsPositionsWhenItCloses() {
        start(new Balances());
        happens("1", new Opened("ann"));

        BuildState progress = topology.state();
        assertThat(progress.open()).containsExactly(0);

        driver.close();

        assertThat(applied()).isZero();
        assertThat(progress.open()).isEmpty();
        start(new Balances());
    }

    @Test
    void skipsEventsBeforeItsTimeAndCountsThemAsApplied() {
        start(new ProjectionTopology<>(
                new Balances().definition(), readSide, new BuildId(1, 2), Instant.parse("2026-01-31T12:00:00Z")));

        events.at("2026-01-31T11:59:59.999Z");
        happens("1", new Opened("ann"));
        assertThat(applied()).isEqualTo(1);
        events.at("2026-01-31T12:00:00Z");
        happens("2", new Opened("bob"));

        assertThat(topology.applicationId()).isEqualTo("gregor-test-projection-balances-v1.2");
        assertThat(rows()).isEqualTo(Map.of("2", new BalanceRow("bob", 0L)));
        assertThat(applied()).isEqualTo(2);
    }

    private void start(Projection<?> projection) {
        start(new ProjectionTopology<>(projection.definition(), readSide));
    }

    private void start(ProjectionTopology<?> tested) {
        topology = tested;
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, topology.applicationId());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver = new TopologyTestDriver(topology.topology(), settings, Instant.EPOCH);
        topic = driver.createInputTopic(EventRecords.TOPIC, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private ProducerRecord<byte[], byte[]> happens(String account, SpecificRecord event) {
        ProducerRecord<byte[], byte[]> record = events.next(account, event);
        pipe(record);
        return record;
    }

    private void pipe(ProducerRecord<byte[], byte[]> record) {
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
