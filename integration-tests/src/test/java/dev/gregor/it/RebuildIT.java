package dev.gregor.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.failure.PermanentException;
import dev.gregor.it.bank.Deposit;
import dev.gregor.it.bank.Open;
import dev.gregor.it.bank.Withdraw;
import dev.gregor.testing.CommittedRecords;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** All that the write side keeps can be deleted and made again from its events. The tests follow each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RebuildIT {

    private static final int ACCOUNTS = Integer.getInteger("gregor.it.accounts", 400);
    private static final int IN_FLIGHT = 2_000;
    private static final String EVENTS = "bank-account.events";

    @TempDir
    static Path dir;

    /** What each account answered before its state was lost. */
    private static final List<CommandOutcome> answers = new ArrayList<>();

    private static final AvroCodec CODEC = AvroCodec.singleObject(SchemaCatalog.inMemory());

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static StoppedBank stopped;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
        stopped = new StoppedBank(broker.bootstrapServers(), dir.resolve("state"), CODEC);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static RunningSystem bank() {
        return new RunningSystem(broker.bootstrapServers(), dir.resolve("state"), CODEC);
    }

    private static List<CommandOutcome> sendTo(IntStream accounts, RunningSystem bank, IntFunction<Command> command) {
        List<CommandOutcome> outcomes = new ArrayList<>();
        List<CompletableFuture<CommandOutcome>> waiting = new ArrayList<>();
        accounts.forEach(account -> {
            waiting.add(bank.gateway.send(command.apply(account)));
            if (waiting.size() == IN_FLIGHT) {
                waiting.forEach(each -> outcomes.add(RunningSystem.outcome(each)));
                waiting.clear();
            }
        });
        waiting.forEach(each -> outcomes.add(RunningSystem.outcome(each)));
        return outcomes;
    }

    private static IntStream all() {
        return IntStream.range(0, ACCOUNTS);
    }

    private static Command open(int account) {
        return RunningSystem.command("a" + account, "open.v1", new Open("owner " + account))
                .withId("open");
    }

    private static Command deposit(int account) {
        return RunningSystem.command("a" + account, "deposit.v1", new Deposit(100L + account));
    }

    /** Is rejected with the owner and the balance. */
    private static Command overdraw(int account) {
        return RunningSystem.command("a" + account, "withdraw.v1", new Withdraw(Long.MAX_VALUE));
    }

    /** Account n has 1 + n % 4 events. */
    private static int version(int account) {
        return 1 + account % 4;
    }

    private static void fill(RunningSystem bank) {
        sendTo(all(), bank, RebuildIT::open);
        for (int number = 1; number <= 3; number++) {
            int deposits = number;
            sendTo(all().filter(account -> deposits <= account % 4), bank, RebuildIT::deposit);
        }
    }

    @Test
    @Order(1)
    void refusesToWorkBesideARunningApplication() {
        try (RunningSystem bank = bank()) {
            fill(bank);
            answers.addAll(sendTo(all(), bank, RebuildIT::overdraw));

            List<CompletableFuture<?>> refused = List.of(
                    CompletableFuture.runAsync(() -> stopped.rebuild(line -> {})),
                    CompletableFuture.supplyAsync(stopped::verify));
            refused.forEach(each -> assertThatThrownBy(each::join)
                    .hasCauseInstanceOf(PermanentException.class)
                    .hasMessageContaining("gregor-it-write is running: stop all instances"));
        }
    }

    @Test
    @Order(2)
    void findsNothingWrongWithWhatTheApplicationWrote() {
        assertThat(stopped.verify().findings()).isEmpty();
        assertThatCode(() -> stopped.check()).doesNotThrowAnyException();
    }

    @Test
    @Order(3)
    void missesStoresThatWereDeleted() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            List<String> changelogs = admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith("gregor-it-write-"))
                    .toList();
            admin.deleteTopics(changelogs).all().get();
            admin.deleteConsumerGroups(List.of(RunningSystem.WRITE_ID)).all().get();
        }
        Utils.delete(dir.resolve("state").resolve("gregor-it-write").toFile());

        assertThat(stopped.verify().findings())
                .singleElement()
                .asString()
                .startsWith("There is no topic [gregor-it-write-");
        assertThatThrownBy(() -> stopped.check())
                .isInstanceOf(PermanentException.class)
                .hasMessageStartingWith("The stores of gregor-it-write know less than the events of 'bank-account':"
                        + " partition 0 has ")
                .hasMessageEndingWith("Stop all instances and run the command: rebuild bank-account");
    }

    @Test
    @Order(4)
    void keepsWhatIsFoldedWhenItIsInterrupted() {
        assertThatThrownBy(() -> stopped.rebuild(RebuildIT::stopBeforeWriting)).hasMessage("stop");
    }

    private static void stopBeforeWriting(String line) {
        if (line.startsWith("Writing the stores")) {
            throw new IllegalStateException("stop");
        }
    }

    @Test
    @Order(5)
    void goesOnWhereItWasInterruptedAndMakesTheStoresAgain() {
        List<String> told = new CopyOnWriteArrayList<>();

        var result = stopped.rebuild(told::add);

        assertThat(result.aggregates()).isEqualTo(ACCOUNTS);
        assertThat(result.events()).isZero();
        assertThat(told.get(0))
                .isEqualTo("bank-account.events: goes on after the %,d events of an interrupted run; to start afresh"
                                .formatted(ACCOUNTS * 5 / 2)
                        + " delete " + dir.resolve("state/gregor-it-write-rebuild/bank-account") + " first");
        assertThat(told)
                .contains("bank-account.commands: %,d records, of which those before the last %,d are handled; the next"
                                .formatted(ACCOUNTS * 7 / 2, ACCOUNTS)
                        + " start goes on with these");
        assertThat(stopped.verify().findings()).isEmpty();
        assertThatCode(() -> stopped.check()).doesNotThrowAnyException();
    }

    @Test
    @Order(6)
    void answersForEveryAggregateAsBefore() {
        try (RunningSystem bank = bank()) {
            assertThat(sendTo(all(), bank, RebuildIT::overdraw)).isEqualTo(answers);
            assertThat(sendTo(all(), bank, RebuildIT::open)).allSatisfy(outcome -> {
                assertThat(outcome.replayed()).isTrue();
                assertThat(((Accepted) outcome).version()).isEqualTo(1);
            });
            assertThat(sendTo(all(), bank, account -> deposit(account).withExpectedVersion(version(account))))
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Accepted.class));
        }
        assertThat(stopped.verify().findings()).isEmpty();
    }

    @Test
    @Order(7)
    void namesAnEventWhoseVersionIsWrong() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> events = events();
        Headers headers = events.get(indexOf(events, "bank-account/a7/3")).headers();
        headers.remove("ce_aggregateversion").add("ce_aggregateversion", "70".getBytes(UTF_8));
        copy(events, "copy.");

        assertThat(stopped.verify(new Topics("copy.")).findings())
                .singleElement()
                .asString()
                .matches("Record copy\\.bank-account\\.events-[0-3]@[0-9]+ is event 'bank-account/a7/70' of 'a7'"
                        + " and has the version 70, expected 3");
    }

    @Test
    @Order(8)
    void namesAnEventThatIsMissingAndOneThatIsThereTwice() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> events = events();
        events.remove(indexOf(events, "bank-account/a11/2"));
        int twice = indexOf(events, "bank-account/a6/1");
        events.add(twice, events.get(twice));
        copy(events, "holes.");

        assertThat(String.join("\n", stopped.verify(new Topics("holes.")).findings()))
                .contains("is event 'bank-account/a11/3' of 'a11' and has the version 3, expected 2")
                .contains("'a11' is at version 5 in the store, its events give 4")
                .contains("is event 'bank-account/a6/1' of 'a6' and has the version 1, expected 2")
                .contains("is event 'bank-account/a6/1' and has the partition sequence")
                .contains("'a6' is at version 4 in the store, its events give 5");
    }

    @Test
    @Order(9)
    void missesEventsThatTheStoresCount() {
        assertThatThrownBy(() -> stopped.check(new Topics("other."), false))
                .isInstanceOf(PermanentException.class)
                .hasMessageStartingWith("Topic 'other.bank-account.events' has fewer events than the stores of"
                        + " gregor-it-write know: partition 0 has 0 events, the store counts ")
                .hasMessageContaining("Correct gregor.topic-prefix");
        assertThatCode(() -> stopped.check(new Topics("other."), true)).doesNotThrowAnyException();
    }

    @Test
    @Order(10)
    void passesOverARecordThatIsNoEvent() {
        var bytes = new ByteArraySerializer();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(Map.of("bootstrap.servers", broker.bootstrapServers()), bytes, bytes)) {
            producer.send(new ProducerRecord<>(EVENTS, 0, null, new byte[1]));
        }
        List<String> told = new CopyOnWriteArrayList<>();

        assertThatCode(() -> stopped.check()).doesNotThrowAnyException();
        assertThat(stopped.verify().findings()).singleElement().asString().contains("is no event");
        assertThat(stopped.rebuild(told::add).aggregates()).isEqualTo(ACCOUNTS);
        assertThat(told).anyMatch(line -> line.contains("is no event"));
        assertThatCode(() -> stopped.check()).doesNotThrowAnyException();
    }

    private static List<ConsumerRecord<byte[], byte[]>> events() {
        return new ArrayList<>(CommittedRecords.of(broker.bootstrapServers(), EVENTS));
    }

    private static int indexOf(List<ConsumerRecord<byte[], byte[]>> events, String id) {
        return IntStream.range(0, events.size())
                .filter(each -> new String(
                                events.get(each).headers().lastHeader("ce_id").value(), UTF_8)
                        .equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static void copy(List<ConsumerRecord<byte[], byte[]>> events, String prefix) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(prefix + EVENTS, 4, (short) 1)))
                    .all()
                    .get();
        }
        var bytes = new ByteArraySerializer();
        // one at a time, or a batch that the new topic refuses is overtaken by the next
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "max.in.flight.requests.per.connection", 1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            for (ConsumerRecord<byte[], byte[]> event : events) {
                producer.send(new ProducerRecord<>(
                        prefix + EVENTS,
                        event.partition(),
                        event.timestamp(),
                        event.key(),
                        event.value(),
                        event.headers()));
            }
        }
    }
}
