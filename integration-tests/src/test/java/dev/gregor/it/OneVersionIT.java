package dev.gregor.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Conflict;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.it.bank.Deposit;
import dev.gregor.it.bank.Open;
import dev.gregor.testing.CommittedRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of many writers exactly one gets each version. */
class OneVersionIT {

    private static final int WRITERS = 16;
    private static final int ROUNDS = 100;

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static RunningSystem bank;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
        bank = new RunningSystem(broker.bootstrapServers(), dir.resolve("state"));
    }

    @AfterAll
    static void stop() {
        bank.close();
        broker.close();
    }

    @Test
    void givesEachVersionToOneOfManyWriters() throws Exception {
        RunningSystem.outcome(bank.send("shared", "open.v1", new Open("ann")));
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            CyclicBarrier together = new CyclicBarrier(WRITERS);
            for (long version = 1; version <= ROUNDS; version++) {
                assertOneWins(version, race(writers, together, version));
            }
        } finally {
            writers.shutdown();
        }
        assertThat(versions("shared")).containsExactlyElementsOf(range(ROUNDS + 1));
    }

    private static List<CommandOutcome> race(ExecutorService writers, CyclicBarrier together, long version)
            throws Exception {
        Callable<CommandOutcome> writer = () -> {
            Command command = RunningSystem.command("shared", "deposit.v1", new Deposit(1L))
                    .withExpectedVersion(version);
            together.await();
            return RunningSystem.outcome(bank.gateway.send(command));
        };
        List<CommandOutcome> outcomes = new ArrayList<>();
        List<Callable<CommandOutcome>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            all.add(writer);
        }
        for (Future<CommandOutcome> each : writers.invokeAll(all)) {
            outcomes.add(each.get());
        }
        return outcomes;
    }

    private static void assertOneWins(long expected, List<CommandOutcome> outcomes) {
        assertThat(outcomes)
                .filteredOn(Accepted.class::isInstance)
                .singleElement()
                .extracting(each -> ((Accepted) each).version())
                .isEqualTo(expected + 1);
        assertThat(outcomes)
                .filteredOn(each -> !(each instanceof Accepted))
                .hasSize(WRITERS - 1)
                .allSatisfy(each -> assertThat(each)
                        .isEqualTo(new Conflict(expected, expected + 1, List.of("bank-account.deposited.v1"), false)));
    }

    @Test
    void handlesACommandIdOnceHoweverOftenItIsSent() {
        RunningSystem.outcome(bank.send("once", "open.v1", new Open("bob")));
        Command command =
                RunningSystem.command("once", "deposit.v1", new Deposit(1L)).withId("the-same");

        List<CommandOutcome> outcomes =
                LongStream.range(0, 10).mapToObj(i -> bank.gateway.send(command)).toList().stream()
                        .map(RunningSystem::outcome)
                        .toList();

        assertThat(outcomes)
                .allSatisfy(each -> assertThat(((Accepted) each).version()).isEqualTo(2));
        assertThat(outcomes).filteredOn(each -> !each.replayed()).hasSize(1);
        assertThat(versions("once")).containsExactly(1L, 2L);
    }

    @Test
    void answersOverATopicOnlyWhoWaitsInAnotherProcess() {
        RunningSystem.outcome(bank.send("answered", "open.v1", new Open("ivy")));
        assertThat(replies("answered")).isZero();

        try (CommandGateway elsewhere = bank.startGateway(new LocalReplies())) {
            Command command = RunningSystem.command("answered", "deposit.v1", new Deposit(1L));
            assertThat(RunningSystem.outcome(elsewhere.send(command))).isInstanceOf(Accepted.class);
        }
        assertThat(replies("answered")).isEqualTo(1);
    }

    private static long replies(String account) {
        return CommittedRecords.of(broker.bootstrapServers(), "gregor.replies").stream()
                .filter(reply -> new String(reply.key(), UTF_8).equals(account))
                .count();
    }

    @Test
    void answersForEveryVersionFromTheLog() {
        RunningSystem.outcome(bank.send("logged", "open.v1", new Open("eve")));
        List<CompletableFuture<CommandOutcome>> deposits = IntStream.range(0, 250)
                .mapToObj(number -> bank.send("logged", "deposit.v1", new Deposit(1000L)))
                .toList();
        Accepted last = (Accepted) RunningSystem.outcome(deposits.get(249));
        int partition = bank.events.partition("logged");
        assertThat(bank.log.positions().await(partition, last.position(), java.time.Duration.ofSeconds(20)))
                .succeedsWithin(java.time.Duration.ofSeconds(30))
                .isEqualTo(true);

        assertThat(bank.events.events("bank-account", "logged", 100, 3))
                .extracting(event -> event.metadata().id())
                .containsExactly("bank-account/logged/100", "bank-account/logged/101", "bank-account/logged/102");
        assertThat(bank.events.state("bank-account", "logged").orElseThrow().version())
                .isEqualTo(251);
        var at = bank.events.stateAt("bank-account", "logged", 124).orElseThrow();
        assertThat(at.state()).hasToString("{\"owner\": \"eve\", \"balance\": 123000}");
        assertThat(bank.events
                        .stateAt("bank-account", "logged", at.time())
                        .orElseThrow()
                        .version())
                .isGreaterThanOrEqualTo(124);
        assertThat(bank.events.state("bank-account", "nobody")).isEmpty();
    }

    private static List<Long> versions(String account) {
        return CommittedRecords.of(broker.bootstrapServers(), "bank-account.events").stream()
                .filter(event -> new String(event.key(), UTF_8).equals(account))
                .map(OneVersionIT::version)
                .toList();
    }

    private static long version(ConsumerRecord<byte[], byte[]> event) {
        return Long.parseLong(
                new String(event.headers().lastHeader("ce_aggregateversion").value(), UTF_8));
    }

    private static List<Long> range(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
