package dev.gregor.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import dev.gregor.testing.CommittedRecords;
import dev.gregor.topic.KeyPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** No command is applied twice or passed over, whatever the consumer group or the commands topic is like. The tests follow each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandOffsetsIT {

    private static final String COMMANDS = "bank-account.commands";
    private static final String EVENTS = "bank-account.events";
    private static final String CHANGELOGS = RunningSystem.WRITE_ID + "-bank-account-";
    private static final AvroCodec CODEC = AvroCodec.singleObject(SchemaCatalog.inMemory());
    private static final int PARTITION = KeyPartition.of("7", 4);

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static LocalBroker broker;

    @SuppressWarnings("NullAway.Init")
    private static Admin admin;

    @SuppressWarnings("NullAway.Init")
    private static StoppedBank stopped;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        stopped = new StoppedBank(broker.bootstrapServers(), dir.resolve("state"), CODEC);
        try (RunningSystem bank = bank()) {
            RunningSystem.outcome(bank.send("7", "open.v1", new Open("ann")));
            deposit(bank, 2);
        }
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    private static RunningSystem bank() {
        return new RunningSystem(broker.bootstrapServers(), dir.resolve("state"), CODEC);
    }

    private static void deposit(RunningSystem bank, long expectedVersion) {
        assertThat(((Accepted) RunningSystem.outcome(bank.send("7", "deposit.v1", new Deposit(1L)))).version())
                .isEqualTo(expectedVersion);
    }

    private static int events() {
        return CommittedRecords.of(broker.bootstrapServers(), EVENTS).size();
    }

    private static void deleteGroup() throws Exception {
        admin.deleteConsumerGroups(List.of(RunningSystem.WRITE_ID)).all().get();
    }

    private static long committed() throws Exception {
        return requireNonNull(admin.listConsumerGroupOffsets(RunningSystem.WRITE_ID)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(new TopicPartition(COMMANDS, PARTITION)))
                .offset();
    }

    private static void send(List<ConsumerRecord<byte[], byte[]>> records, String topic) throws Exception {
        var bytes = new ByteArraySerializer();
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            for (ConsumerRecord<byte[], byte[]> each : records) {
                producer.send(new ProducerRecord<>(
                                topic, each.partition(), each.timestamp(), each.key(), each.value(), each.headers()))
                        .get();
            }
        }
    }

    /** A deposit that nobody waits for, as another client would send it. */
    private static void sendDeposit() throws Exception {
        RecordHeaders headers = new RecordHeaders();
        headers.add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
        headers.add("ce_type", "bank-account.deposit.v1".getBytes(UTF_8));
        var bytes = new ByteArraySerializer();
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
            producer.send(new ProducerRecord<>(
                            COMMANDS, PARTITION, "7".getBytes(UTF_8), CODEC.encode(COMMANDS, new Deposit(1L)), headers))
                    .get();
        }
    }

    private static void recreate(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        await().ignoreExceptionsMatching(e -> e.getCause() instanceof TopicExistsException)
                .until(() -> {
                    Uuid id = admin.createTopics(List.of(
                                    new NewTopic(topic, 4, (short) 1).configs(Map.of("max.message.bytes", "10000000"))))
                            .topicId(topic)
                            .get();
                    awaitKnown(topic, id);
                    return true;
                });
    }

    /** Until the broker knows the new topic, it takes records to the one that is deleted. */
    private static void awaitKnown(String topic, Uuid id) {
        await().ignoreExceptionsMatching(e -> e.getCause() instanceof UnknownTopicOrPartitionException)
                .until(() -> requireNonNull(admin.describeTopics(List.of(topic))
                                .allTopicNames()
                                .get()
                                .get(topic))
                        .topicId()
                        .equals(id));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        return new ArrayList<>(CommittedRecords.of(broker.bootstrapServers(), topic));
    }

    private static void assertEvents(int expected) {
        await().atMost(Duration.ofSeconds(30)).until(() -> events() >= expected);
        assertThat(events()).isEqualTo(expected);
    }

    /** Neither the group nor the outcomes of commands keep them from being applied again here. */
    @Test
    @Order(1)
    void passesOverCommandsThatItsStoresHaveHandled() throws Exception {
        deleteGroup();
        admin.deleteTopics(List.of(CHANGELOGS + "handled-commands-changelog"))
                .all()
                .get();
        Utils.delete(dir.resolve("state").resolve(RunningSystem.WRITE_ID).toFile());

        try (RunningSystem bank = bank()) {
            deposit(bank, 3);
        }

        assertThat(events()).isEqualTo(3);
    }

    @Test
    @Order(2)
    void setsTheOffsetsOfAGroupThatWasDeleted() throws Exception {
        long before = committed();
        deleteGroup();

        stopped.check();

        assertThat(committed()).isEqualTo(before);
    }

    @Test
    @Order(3)
    void handlesCommandsThatTheGroupHadPassedOver() throws Exception {
        sendDeposit();
        TopicPartition partition = new TopicPartition(COMMANDS, PARTITION);
        admin.alterConsumerGroupOffsets(
                        RunningSystem.WRITE_ID, Map.of(partition, new OffsetAndMetadata(committed() + 1)))
                .all()
                .get();

        stopped.check();

        try (RunningSystem bank = bank()) {
            assertEvents(4);
            deposit(bank, 5);
        }
    }

    @Test
    @Order(4)
    void goesOnWithAnEmptyTopicOfCommands() throws Exception {
        recreate(COMMANDS);

        stopped.check();

        try (RunningSystem bank = bank()) {
            deposit(bank, 6);
            deposit(bank, 7);
        }
        assertThatCode(() -> stopped.check()).doesNotThrowAnyException();
    }

    @Test
    @Order(5)
    void refusesAnotherTopicOfCommandsUntilARebuildHasFoundWhichOfThemAreHandled() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> handled = records(COMMANDS);
        recreate(COMMANDS);
        send(handled, COMMANDS);
        sendDeposit();
        Utils.delete(dir.resolve("state").resolve(RunningSystem.WRITE_ID).toFile());

        assertThatThrownBy(() -> stopped.check())
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining(
                        "%s-%d: it was deleted and made again, and has commands up to offset 3", COMMANDS, PARTITION)
                .hasMessageEndingWith("run the command: rebuild bank-account");
        stopped.rebuild(line -> {});
        stopped.check();

        try (RunningSystem bank = bank()) {
            assertEvents(8);
            deposit(bank, 9);
        }
    }

    @Test
    @Order(6)
    void missesAggregatesThatWereReplacedByOlderOnes() throws Exception {
        String changelog = CHANGELOGS + "aggregates-changelog";
        List<ConsumerRecord<byte[], byte[]>> all = records(changelog);
        recreate(changelog);
        send(all.subList(0, all.size() - 1), changelog);

        assertThatThrownBy(() -> stopped.check())
                .hasMessageContaining("partition %d has no '7' at version 9 among its aggregates", PARTITION)
                .hasMessageEndingWith("rebuild bank-account");
        stopped.rebuild(line -> {});
        assertThatCode(() -> stopped.check()).doesNotThrowAnyException();
    }

    @Test
    @Order(7)
    void missesOutcomesThatWereReplacedByNone() throws Exception {
        try (RunningSystem bank = bank()) {
            deposit(bank, 10);
        }
        recreate(CHANGELOGS + "handled-commands-changelog");

        assertThatThrownBy(() -> stopped.check())
                .hasMessageContaining("partition %d has not the outcome of its last command", PARTITION)
                .hasMessageEndingWith("rebuild bank-account");
        stopped.rebuild(line -> {});
        assertThatCode(() -> stopped.check()).doesNotThrowAnyException();
    }

    /** It says how far it has a changelog, which is another one by now. */
    @Test
    @Order(8)
    void restoresAStoreOfOutcomesThatWasReplacedByAnOlderOne() throws Exception {
        try (RunningSystem bank = bank()) {
            deposit(bank, 11);
            deposit(bank, 12);
            deposit(bank, 13);
        }
        Path store = dir.resolve("state")
                .resolve(RunningSystem.WRITE_ID)
                .resolve("0_%d/bank-account-handled-commands".formatted(PARTITION));
        copy(store, dir.resolve("older"));
        stopped.rebuild(line -> {});
        Command last = RunningSystem.command("7", "deposit.v1", new Deposit(1L));
        CommandOutcome outcome;
        try (RunningSystem bank = bank()) {
            outcome = RunningSystem.outcome(bank.gateway.send(last));
        }
        copy(dir.resolve("older"), store);

        try (RunningSystem bank = bank()) {
            assertThat(((Accepted) RunningSystem.outcome(bank.gateway.send(last))).version())
                    .isEqualTo(((Accepted) outcome).version());
        }
        assertThat(events()).isEqualTo(14);
    }

    private static void copy(Path from, Path to) throws IOException {
        Utils.delete(to.toFile());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
