package dev.gregor.it.malformed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.command.CommandOutcome;
import dev.gregor.command.CommandOutcome.Accepted;
import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.node.Gregor;
import dev.gregor.testing.CommittedRecords;
import dev.gregor.user.Register;
import dev.gregor.user.User;
import dev.gregor.user.UserById;
import dev.gregor.user.UserRegistered;
import dev.gregor.user.UserRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Malformed records in the topics of commands, messages and events. In full: {@code -Dgregor.it.malformed=2000}, of each. */
class MalformedRecordsIT {

    private static final int RECORDS = Integer.getInteger("gregor.it.malformed", 300);
    private static final long SEED = Long.getLong("gregor.it.seed", 23);
    private static final int BETWEEN = 30;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path dir;

    private final Set<String> handled = new ConcurrentSkipListSet<>();

    @SuppressWarnings("NullAway.Init")
    private Gregor gregor;

    /** Handles what can be read. */
    private final class Readers extends Subscriber {
        Readers() {
            super("readers");
            topics("notices");
            on("notice.sent.v1", UserRegistered.class, (message, outgoing) -> handled.add(message.key()));
        }
    }

    @BeforeEach
    void start() {
        gregor = Gregor.configure()
                .app("users")
                .dataDir(dir)
                .set("gregor.kafka-port", "0")
                .set("gregor.partitions", "2")
                .set("gregor.command.timeout", LIMIT.toSeconds() + "s")
                .set("gregor.topics", "notices:2")
                .aggregate(new User())
                .projection(new UserById())
                .publishes("notice.sent.v1", UserRegistered.class)
                .start();
    }

    @AfterEach
    void stop() {
        gregor.close();
    }

    private String brokers() {
        return gregor.bootstrapServers().toCompletableFuture().join();
    }

    private CompletableFuture<CommandOutcome> register(String id) {
        return gregor.commands().send(User.class, id, new Register(id, id + "@example.com"));
    }

    private ConsumerRecord<byte[], byte[]> first(String topic) {
        return CommittedRecords.of(brokers(), topic).get(0);
    }

    /**
     * Sends malformed records, and something valid between them.
     *
     * @return where the malformed ones are
     */
    private Set<String> send(
            Supplier<ProducerRecord<byte[], byte[]>> malformed, IntFunction<CompletableFuture<?>> valid) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        Set<String> places = new TreeSet<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers(), "max.request.size", 1_000_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number = 0; number < RECORDS; number++) {
                producer.send(malformed.get(), (written, failure) -> places.add(place(written)));
                if (number % BETWEEN == 0) {
                    sent.add(valid.apply(number));
                }
            }
            producer.flush();
        }
        sent.add(valid.apply(RECORDS));
        sent.forEach(CompletableFuture::join);
        assertThat(places).hasSize(RECORDS);
        return places;
    }

    private static String place(RecordMetadata written) {
        return written.topic() + '/' + written.partition() + '/' + written.offset();
    }

    private static List<String> goodIds() {
        return IntStream.rangeClosed(0, RECORDS)
                .filter(number -> number % BETWEEN == 0 || number == RECORDS)
                .mapToObj(number -> "good-" + number)
                .toList();
    }

    private void assertRows() {
        for (String id : goodIds()) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(gregor.queries()
                                    .get(UserById.class, id)
                                    .join()
                                    .map(UserRow::getUsername))
                            .as("%s", gregor.warnings())
                            .contains(id));
        }
    }

    private CompletableFuture<?> accepted(int number) {
        return register("good-" + number)
                .thenAccept(outcome -> assertThat(outcome).isInstanceOf(Accepted.class));
    }

    @Test
    void commandsAreDeadLettersWithTheReason() {
        register("first").join().orElseThrow();
        MalformedRecords malformed = new MalformedRecords(
                SEED, first("user.commands"), first("user.events").value());
        List<MalformedRecords.Change> changes = new ArrayList<>();
        changes.addAll(malformed.values());
        changes.addAll(malformed.keys());
        changes.addAll(malformed.required(MessageHeaders.ID));
        changes.addAll(malformed.required(MessageHeaders.TYPE));
        changes.add(malformed.type("user"));
        changes.add(malformed.header(MessageHeaders.CONTENT_TYPE, "text/plain", "application/json", ""));
        changes.add(malformed.header(MessageHeaders.EXPECTED_VERSION, "-1", "x", "1.5", "9".repeat(30), "", " 1"));
        changes.add(malformed.header(MessageHeaders.UNLESS_SINCE, "", "x", "5;", "5;user.flew.v1", "-1;user.*"));
        changes.add(malformed.header(MessageHeaders.CORRELATION_ID, "", " ", "c".repeat(201)));
        changes.add(malformed.header(MessageHeaders.REPLY_TO, "", "user.events:0", "gregor.replies:-1", "x"));

        Set<String> places = send(() -> malformed.next(changes), this::accepted);

        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(reasons("user.commands.dlq").keySet()).containsExactlyInAnyOrderElementsOf(places));
        assertThat(reasons("user.commands.dlq").values()).doesNotContain("");
        assertRows();
        assertThat(gregor.warnings()).isEmpty();
    }

    /** The reasons by the places where the records were. */
    private Map<String, String> reasons(String topic) {
        Map<String, String> reasons = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : CommittedRecords.of(brokers(), topic)) {
            String place = text(letter, MessageHeaders.ERROR_TOPIC)
                    + '/'
                    + text(letter, MessageHeaders.ERROR_PARTITION)
                    + '/'
                    + text(letter, MessageHeaders.ERROR_OFFSET);
            assertThat(reasons.put(place, text(letter, MessageHeaders.ERROR_MESSAGE)))
                    .as(place)
                    .isNull();
        }
        return reasons;
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
        return new String(letter.headers().lastHeader(header).value(), UTF_8);
    }

    @Test
    void messagesAreDeadLettersWithTheReason() {
        gregor.subscribe(new Readers());
        UserRegistered ann = new UserRegistered("ann", "ann@example.com");
        gregor.publisher().publish("notices", "first", ann).join();
        register("first").join().orElseThrow();
        MalformedRecords malformed = new MalformedRecords(
                SEED, first("notices"), first("gregor.schemas").value());
        List<MalformedRecords.Change> changes = new ArrayList<>();
        changes.addAll(malformed.values());
        changes.addAll(malformed.required(MessageHeaders.TYPE).subList(0, 3));
        changes.add(malformed.deepJson("application/json"));
        changes.add(malformed.deepJson("application/cloudevents+json"));
        changes.add(malformed.deepJson("application/cloudevents-batch+json"));

        Set<String> places = send(
                () -> malformed.next(changes), number -> gregor.publisher().publish("notices", "good-" + number, ann));

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(letters().stream()
                                .map(letter -> letter.place().toString())
                                .toList())
                        .containsExactlyInAnyOrderElementsOf(places));
        assertThat(letters())
                .allSatisfy(each -> assertThat(each.failure().message()).isNotBlank());
        await().atMost(LIMIT).untilAsserted(() -> assertThat(handled).containsAll(goodIds()));
        assertThat(handled).noneMatch(each -> each.startsWith("malformed"));
    }

    private List<DeadLetter> letters() {
        return gregor.deadLetters().list(LetterFilter.all());
    }

    @Test
    void eventsOfOthersHoldUpNobody() {
        register("first").join().orElseThrow();
        MalformedRecords malformed = new MalformedRecords(
                SEED, first("user.events"), first("user.commands").value());
        List<MalformedRecords.Change> changes = new ArrayList<>();
        changes.addAll(malformed.values());
        changes.addAll(malformed.keys());
        for (String required : List.of(
                MessageHeaders.TYPE,
                MessageHeaders.AGGREGATE_VERSION,
                MessageHeaders.PARTITION_SEQUENCE,
                MessageHeaders.TIME)) {
            changes.addAll(malformed.required(required));
        }
        changes.add(malformed.type("user"));
        changes.add(malformed.header(MessageHeaders.AGGREGATE_VERSION, "-1", "0", "x", "1.5", "9".repeat(30)));
        changes.add(malformed.header(MessageHeaders.PARTITION_SEQUENCE, "-1", "0", "x", "1.5", "9".repeat(30)));

        send(() -> malformed.nextBeside(changes), this::accepted);

        assertRows();
        stop();
        start();
        register("last").join().orElseThrow();
        assertRows();
        for (String id : goodIds()) {
            assertThat(gregor.events().history(User.class, id, 1, 10).join()).hasSize(1);
        }
    }
}
