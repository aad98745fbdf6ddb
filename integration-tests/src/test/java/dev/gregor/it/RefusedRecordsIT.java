package dev.gregor.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.command.CommandOutcome.Failed;
import dev.gregor.it.bank.Deposit;
import dev.gregor.it.bank.Open;
import dev.gregor.message.MessageHeaders;
import dev.gregor.testing.CommittedRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that a topic does not take is the failure of the command that led to it, and of no other. */
class RefusedRecordsIT {

    private static final String EVENTS = "bank-account.events";
    private static final String DEAD_LETTERS = "bank-account.commands.dlq";
    private static final String LONG_NAME = "n".repeat(5_000);

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

    private static void setMaxMessageBytes(String topic, int bytes) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            ConfigEntry entry = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            await().until(() -> requireNonNull(
                            admin.describeConfigs(List.of(resource)).all().get().get(resource))
                    .get(entry.name())
                    .value()
                    .equals(entry.value()));
        }
    }

    private static List<CommandOutcome> open(String prefix, int accounts) {
        List<CompletableFuture<CommandOutcome>> sent = new ArrayList<>();
        for (int account = 0; account < accounts; account++) {
            sent.add(bank.send(prefix + account, "open.v1", new Open("ann")));
        }
        return sent.stream().map(RunningSystem::outcome).toList();
    }

    private static ConsumerRecord<byte[], byte[]> letterOf(String commandId) {
        return CommittedRecords.of(broker.bootstrapServers(), DEAD_LETTERS).stream()
                .filter(letter -> commandId.equals(header(letter, MessageHeaders.ID)))
                .findFirst()
                .orElseThrow();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        var header = letter.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENTS, "gregor-it-write-bank-account-aggregates-changelog"})
    void becomesADeadLetterAndTheOthersAreAccepted(String topic) throws Exception {
        setMaxMessageBytes(topic, 2_000);
        var large = RunningSystem.command("large-" + topic, "open.v1", new Open(LONG_NAME));
        CompletableFuture<CommandOutcome> refused = bank.gateway.send(large);
        List<CommandOutcome> others = open(topic, 20);

        assertThat(RunningSystem.outcome(refused)).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Failed.Reason.TOO_LARGE);
            assertThat(failed.detail())
                    .startsWith("A record for topic '" + topic + "' with 5")
                    .endsWith("make it smaller or raise max.message.bytes of the topic");
        });
        assertThat(others).allSatisfy(each -> assertThat(each).isInstanceOf(Accepted.class));
        assertThat(letterOf(large.id()).value()).isNotNull();

        setMaxMessageBytes(topic, 1_000_000);
        await().untilAsserted(() ->
                assertThat(RunningSystem.outcome(bank.gateway.send(large))).isInstanceOf(Accepted.class));
    }

    @Test
    void becomesAShortDeadLetterIfThatIsNotTakenEither() throws Exception {
        setMaxMessageBytes(EVENTS, 2_000);
        setMaxMessageBytes(DEAD_LETTERS, 2_000);
        var large = RunningSystem.command("twice", "open.v1", new Open(LONG_NAME));
        RunningSystem.outcome(bank.gateway.send(large));

        assertThat(RunningSystem.outcome(bank.send("after-it", "open.v1", new Open("ann"))))
                .isInstanceOf(Accepted.class);
        assertThat(CommittedRecords.of(broker.bootstrapServers(), DEAD_LETTERS))
                .anySatisfy(letter -> assertThat(header(letter, MessageHeaders.LEFT_OUT))
                        .contains("value (5", "key (5 bytes)", "header ce_id"))
                .allSatisfy(letter -> {
                    assertThat(header(letter, MessageHeaders.ERROR_TOPIC)).isEqualTo("bank-account.commands");
                    assertThat(header(letter, MessageHeaders.ERROR_OFFSET)).isNotEmpty();
                });
        setMaxMessageBytes(EVENTS, 1_000_000);
        setMaxMessageBytes(DEAD_LETTERS, 1_000_000);
        assertThat(RunningSystem.outcome(bank.send("twice", "deposit.v1", new Deposit(1L))))
                .isNotInstanceOf(Accepted.class);
    }
}
