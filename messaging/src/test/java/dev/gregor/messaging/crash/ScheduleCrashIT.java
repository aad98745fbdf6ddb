package dev.gregor.messaging.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.schedule.Schedules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** In full: {@code -Dgregor.it.schedules=100000 -Dgregor.it.schedules.crashes=20}. */
@EnabledIfSystemProperty(named = "gregor.it.schedules", matches = "[0-9]+")
class ScheduleCrashIT {

    private static final int SCHEDULES = Integer.getInteger("gregor.it.schedules", 1_000);
    private static final int CRASHES = Integer.getInteger("gregor.it.schedules.crashes", 1);
    private static final int PER_SECOND = 1_000;
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final String TARGET = "crash.reminders";
    private static final String REQUESTS = "gregor.schedules." + CrashingSchedules.APP;

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    @TempDir
    static Path folder;

    private final Random random = new Random(20261130);
    private final Map<String, Instant> expected = new HashMap<>();
    private final Map<String, Integer> delivered = new TreeMap<>();

    @Test
    void deliversEachOnceAndNoneTooEarlyWhateverCrashes() {
        kafka.create(TARGET, 3, Map.of());
        Schedules.start(CrashingSchedules.settings(kafka.bootstrapServers(), folder.resolve("first"), "first"))
                .close();
        try (Children children = new Children(CrashingSchedules.class, 2, this::arguments);
                KafkaProducer<byte[], byte[]> producer = kafka.producer();
                KafkaConsumer<byte[], byte[]> consumer = follow()) {
            int crashes = 0;
            for (int second = 0; second * PER_SECOND < SCHEDULES; second++) {
                schedule(producer, second * PER_SECOND, Math.min(SCHEDULES, (second + 1) * PER_SECOND));
                await().atMost(LIMIT).until(() -> read(consumer) >= expected.size() - 4 * PER_SECOND);
                if (crashes < CRASHES * (second + 1) * PER_SECOND / SCHEDULES) {
                    crashes++;
                    children.killAndRestart(random.nextInt(children.number()));
                }
            }
            await().atMost(LIMIT).until(() -> read(consumer) >= expected.size());
            children.killAll();
            readAllRequestsAgain();
            read(consumer);
        }
        assertThat(delivered.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        assertThat(delivered.values()).containsOnly(1);
    }

    /** As if the offsets of the group had expired. A member that was killed is in its group for some seconds. */
    private static void readAllRequestsAgain() {
        String group = "gregor-%s-schedules".formatted(CrashingSchedules.APP);
        try (Admin admin = Admin.create(kafka.client())) {
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() ->
                            admin.deleteConsumerGroups(List.of(group)).all().get() == null);
        }
        try (Schedules schedules =
                Schedules.start(CrashingSchedules.settings(kafka.bootstrapServers(), folder.resolve("c0"), "c0"))) {
            await().atMost(LIMIT).until(schedules::isRunning);
            assertThat(schedules.list("", 10).join()).isEmpty();
        }
    }

    private List<String> arguments(int number) {
        return List.of(kafka.bootstrapServers(), folder.resolve("c" + number).toString(), "c" + number);
    }

    /** Some are replaced, and some are cancelled, before they are due. */
    private void schedule(KafkaProducer<byte[], byte[]> producer, int from, int to) {
        Instant now = Instant.now();
        for (int i = from; i < to; i++) {
            String id = "reminder/" + i;
            Instant due = now.plusMillis(500 + random.nextInt(1_500));
            if (i % 10 == 0) {
                put(producer, id, now.plus(Duration.ofHours(1)));
            }
            if (i % 10 == 1) {
                put(producer, id, now.plus(Duration.ofHours(1)));
                send(producer, id, Map.of("action", "CANCEL"));
            } else {
                put(producer, id, due);
                expected.put(id, due);
            }
        }
        producer.flush();
    }

    private static void put(KafkaProducer<byte[], byte[]> producer, String id, Instant due) {
        send(producer, id, Map.of("action", "PUT", "topic", TARGET, "key", id, "due", due.toString()));
    }

    /** As a producer in another language would. */
    private static void send(KafkaProducer<byte[], byte[]> producer, String id, Map<String, String> request) {
        var record = new ProducerRecord<>(REQUESTS, id.getBytes(UTF_8), id.getBytes(UTF_8));
        record.headers().add("ce_type", "reminder.due.v1".getBytes(UTF_8));
        request.forEach((name, value) -> record.headers().add("gregor-schedule-" + name, value.getBytes(UTF_8)));
        producer.send(record);
    }

    private KafkaConsumer<byte[], byte[]> follow() {
        Map<String, Object> config = kafka.client();
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "earliest");
        config.put("group.id", "followers");
        var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(TARGET));
        return consumer;
    }

    /** How many have come. */
    private int read(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> {
            String id = text(record.headers(), "gregor-schedule-id");
            Instant due = Instant.parse(text(record.headers(), "gregor-schedule-due"));
            assertThat(text(record.headers(), "ce_id")).isEqualTo(id + '/' + due);
            assertThat(record.timestamp()).as(id).isGreaterThanOrEqualTo(due.toEpochMilli());
            Instant wanted = requireNonNull(expected.get(id), id);
            assertThat(due.toEpochMilli())
                    .as(id)
                    .isBetween(wanted.toEpochMilli(), wanted.plusMillis(1).toEpochMilli());
            delivered.merge(id, 1, Integer::sum);
        });
        return delivered.size();
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }
}
