package dev.gregor.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.event.log.EventLog;
import dev.gregor.failure.PermanentException;
import dev.gregor.it.bank.AccountState;
import dev.gregor.it.bank.BankAccount;
import dev.gregor.it.bank.Deposit;
import dev.gregor.it.bank.Open;
import dev.gregor.rebuild.check.LogCheck;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.streams.health.Obstacle;
import dev.gregor.topic.KeyPartition;
import dev.gregor.topic.Topics;
import dev.gregor.topic.WatchedTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Reads see every event, and go by the same fold as decisions, whatever of the event log is gone. The tests follow each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventLogOffsetsIT {

    private static final String LOG = "gregor-it-log";
    private static final String EVENTS = "bank-account.events";
    private static final AvroCodec CODEC = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private static final TopicPartition PARTITION = new TopicPartition(EVENTS, KeyPartition.of("7", 4));

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    private final List<String> told = new ArrayList<>();

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        try (RunningSystem bank = bank(new BankAccount())) {
            RunningSystem.outcome(bank.send("7", "open.v1", new Open("ann")));
            deposit(bank, 2);
            deposit(bank, 3);
            assertHistory(bank, 3);
        }
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    private static RunningSystem bank(BankAccount root) {
        return new RunningSystem(broker.bootstrapServers(), dir.resolve("state"), CODEC, root);
    }

    private static StoppedBank stopped(BankAccount root) {
        return new StoppedBank(broker.bootstrapServers(), dir.resolve("state"), CODEC, root);
    }

    private static void deposit(RunningSystem bank, long expectedVersion) {
        assertThat(((Accepted) RunningSystem.outcome(bank.send("7", "deposit.v1", new Deposit(100L)))).version())
                .isEqualTo(expectedVersion);
    }

    private static void assertHistory(RunningSystem bank, int events) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(bank.events.events("bank-account", "7", 1, 100))
                        .hasSize(events));
    }

    private static long balance(RunningSystem bank) {
        return ((AccountState) requireNonNull(
                        bank.events.state("bank-account", "7").orElseThrow().state()))
                .getBalance();
    }

    private void check() {
        LogCheck.run(stopped(new BankAccount()).log(told::add));
    }

    private static void delete(String... stores) throws Exception {
        List<String> changelogs = List.of(stores).stream()
                .map(store -> LOG + "-bank-account-" + store + "-changelog")
                .toList();
        admin.deleteTopics(changelogs).all().get();
        await().until(() -> Collections.disjoint(admin.listTopics().names().get(), changelogs));
        Utils.delete(dir.resolve("state").resolve(LOG).toFile());
    }

    @Test
    @Order(1)
    void leavesALogThatIsWholeAlone() {
        check();

        assertThat(told).isEmpty();
    }

    @Test
    @Order(2)
    void filesAllEventsAgainIfAllItsStoresAreGone() throws Exception {
        delete("log-events", "log-states", "log-position");

        check();

        assertThat(told).singleElement().asString().contains("reads [" + PARTITION + "] again");
        try (RunningSystem bank = bank(new BankAccount())) {
            assertHistory(bank, 3);
        }
    }

    @Test
    @Order(3)
    void isMadeAgainIfOneOfItsStoresIsGone() throws Exception {
        delete("log-events");

        check();

        assertThat(told)
                .containsExactly(
                        "The event log of 'bank-account' is made again from the events: partition %d is at event 3"
                                        .formatted(PARTITION.partition())
                                + " and has 0");
        try (RunningSystem bank = bank(new BankAccount())) {
            assertHistory(bank, 3);
        }
    }

    @Test
    @Order(4)
    void filesEventsThatItsConsumerGroupHadPassedOver() throws Exception {
        try (RunningSystem bank = bank(new BankAccount())) {
            deposit(bank, 4);
            assertHistory(bank, 4);
        }
        delete("log-events", "log-states", "log-position");
        admin.alterConsumerGroupOffsets(LOG, Map.of(PARTITION, new OffsetAndMetadata(3)))
                .all()
                .get();

        check();

        try (RunningSystem bank = bank(new BankAccount())) {
            assertHistory(bank, 4);
        }
    }

    @Test
    @Order(5)
    void warnsOfStatesThatAnotherFoldHasMade() {
        try (RunningSystem bank = bank(new BankAccount())) {
            assertThat(bank.foldCheck(stopped(new BankAccount())).run()).isEmpty();
        }
        BankAccount changed = new BankAccount(1, 1);
        try (RunningSystem bank = bank(changed)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(bank.foldCheck(stopped(changed)).run())
                                    .hasValueSatisfying(warning -> assertThat(warning)
                                            .startsWith(
                                                    "'7' at version 4 is another to decisions or reads than what its events make of it, in [balance]. ")
                                            .endsWith("run the command: rebuild bank-account")));
        }
    }

    @Test
    @Order(6)
    void decidesAndReadsByTheNewFoldUnderAnotherVersionOfTheState() {
        BankAccount changed = new BankAccount(1, 2);
        try (RunningSystem bank = bank(changed)) {
            deposit(bank, 5);
            assertHistory(bank, 5);

            assertThat(balance(bank)).isEqualTo(396);
            assertThat(bank.foldCheck(stopped(changed)).run()).isEmpty();
        }
    }

    /** As an instance does that takes a partition over after a changelog was lost. */
    @Test
    @Order(7)
    void doesNotGoOnWithoutTheEventsThatItHadFiled() throws Exception {
        delete("log-events");

        try (StreamsApplication log = runLog()) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(log.obstacle().map(Obstacle::reason))
                            .hasValueSatisfying(EventLogOffsetsIT::assertSaysWhatToDo));
        }

        check();
        try (RunningSystem bank = bank(new BankAccount(1, 2))) {
            assertHistory(bank, 5);
        }
    }

    @Test
    @Order(8)
    void doesNotGoOnBehindEventsThatItsConsumerGroupHasPassedOver() throws Exception {
        delete("log-events", "log-states", "log-position");

        try (RunningSystem bank = bank(new BankAccount(1, 2))) {
            deposit(bank, 6);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(bank.logObstacle().map(Obstacle::reason))
                            .hasValueSatisfying(EventLogOffsetsIT::assertSaysWhatToDo));
        }

        check();
        try (RunningSystem bank = bank(new BankAccount(1, 2))) {
            assertHistory(bank, 6);
        }
    }

    private static StreamsApplication runLog() {
        EventLog log = stopped(new BankAccount(1, 2)).log(line -> {}).log();
        var settings = new StreamsSettings(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                dir.resolve("state"),
                "one",
                null,
                1,
                log.maxRecordBytes());
        return StreamsApplication.start(LOG, log.topology(), settings, new SimpleMeterRegistry());
    }

    private static void assertSaysWhatToDo(String reason) {
        assertThat(reason)
                .endsWith(
                        "The event log of 'bank-account' lacks events of partition %d, which it had filed: stop all instances and start them again, which files them"
                                .formatted(PARTITION.partition()));
    }

    @Test
    @Order(9)
    void tellsATopicThatWasDeletedAndMadeAgain() throws Exception {
        WatchedTopics watched = new WatchedTopics(admin);
        admin.createTopics(List.of(new NewTopic("parcel.commands", 1, (short) 1)))
                .all()
                .get();
        await().until(() -> !watched.id("parcel.commands").equals(Uuid.ZERO_UUID));
        assertThat(watched.changes(List.of("parcel.commands", "never.there"), topic -> false))
                .isEmpty();
        assertThat(watched.changes(List.of("parcel.commands", "never.there"), topic -> true))
                .containsExactly("Topic 'never.there' was deleted since this application started; restart it");

        admin.deleteTopics(List.of("parcel.commands")).all().get();
        await().untilAsserted(() -> assertThat(watched.change("parcel.commands"))
                .isEqualTo(
                        Optional.of("Topic 'parcel.commands' was deleted since this application started; restart it")));

        admin.createTopics(List.of(new NewTopic("parcel.commands", 1, (short) 1)))
                .all()
                .get();
        await().untilAsserted(() ->
                assertThat(watched.change("parcel.commands").orElse("")).contains("was deleted and made again"));
    }

    @Test
    @Order(10)
    void refusesEventsWithoutTheirBeginning() throws Exception {
        admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(3)))
                .all()
                .get();
        StoppedBank bank = stopped(new BankAccount(1, 2));

        assertThatThrownBy(bank::check)
                .isInstanceOf(PermanentException.class)
                .hasMessageStartingWith(
                        "The first events of topic 'bank-account.events' are gone: partition %d begins with",
                        PARTITION.partition())
                .hasMessageContaining("gregor.events-may-expire=true");
        assertThatCode(() -> bank.check(Topics.unprefixed(), true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> bank.rebuild(line -> {}))
                .hasMessageContaining("Nothing is rebuilt from broken events");
    }
}
