package dev.gregor.messaging.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.schedule.TopicPresence.Presence;
import dev.gregor.streams.thread.RefusedSend;
import dev.gregor.streams.thread.StreamThreadContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTopologyTest {

    private static final Instant START = Instant.parse("2026-11-30T05:59:59Z");
    private static final String TARGET = "email-events";

    @TempDir
    Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Set<Integer> read = new HashSet<>();
    private final Map<String, Presence> topics = new HashMap<>();
    private ScheduleTopology topology;
    private TopologyTestDriver driver;
    private TestInputTopic<String, String> requests;

    @BeforeEach
    void open() {
        var settings = ScheduleSettings.of(
                        new MessagingSettings(
                                "mail",
                                Map.of("bootstrap.servers", "nowhere:1"),
                                AvroCodec.singleObject(SchemaCatalog.inMemory()),
                                TestKafka.TYPES,
                                10_000),
                        folder,
                        "one")
                .withMeters(meters);
        topology = new ScheduleTopology(
                settings,
                Uuid.ONE_UUID,
                read,
                topic -> topics.getOrDefault(topic, Presence.THERE),
                new ScheduleMetrics(meters, "mail"));
        start(folder.resolve("first"));
    }

    private void start(Path state) {
        Properties properties = new Properties();
        properties.put("application.id", "schedules");
        properties.put("bootstrap.servers", "nowhere:1");
        properties.put("state.dir", state.toString());
        driver = new TopologyTestDriver(topology.topology(), properties, START);
        Serializer<String> text = new StringSerializer();
        requests = driver.createInputTopic("gregor.schedules.mail", text, text);
    }

    @AfterEach
    void close() {
        driver.close();
        StreamThreadContext.forget();
    }

    private static Headers headers(String... namesAndValues) {
        Headers headers = new RecordHeaders();
        headers.add("ce_type", "email.sent.v1".getBytes(UTF_8));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add("gregor-schedule-" + namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
        }
        return headers;
    }

    private void ask(String id, @Nullable String value, String... namesAndValues) {
        requests.pipeInput(new TestRecord<>(id, value, headers(namesAndValues)));
    }

    private void at(String id, Instant due, String value) {
        ask(id, value, "action", "PUT", "topic", TARGET, "key", "42", "due", due.toString());
    }

    private void cron(String id, String expression, String value) {
        ask(id, value, "action", "PUT", "topic", TARGET, "key", "42", "cron", expression, "zone", "UTC");
    }

    private List<TestRecord<String, String>> read(String topic) {
        Deserializer<String> text = new StringDeserializer();
        TestOutputTopic<String, String> output = driver.createOutputTopic(topic, text, text);
        return output.readRecordsToList();
    }

    private List<String> delivered() {
        return read(TARGET).stream().map(TestRecord::value).toList();
    }

    private List<String> ids() {
        return read(TARGET).stream()
                .map(each -> new String(each.headers().lastHeader("ce_id").value(), UTF_8))
                .toList();
    }

    private void advance(Duration time) {
        driver.advanceWallClockTime(time);
        driver.advanceWallClockTime(Duration.ofMillis(2));
    }

    private double pending() {
        return meters.get("gregor.schedules.pending").gauge().value();
    }

    @Test
    void deliversAMessageWhenItIsDue() {
        at("a", START.plusMillis(100), "later");
        at("b", START.plusMillis(50), "sooner");
        advance(Duration.ofMillis(40));
        assertThat(read(TARGET)).isEmpty();
        assertThat(pending()).isEqualTo(2);
        advance(Duration.ofMillis(20));
        assertThat(delivered()).containsExactly("sooner");
        advance(Duration.ofMillis(100));
        assertThat(ids()).containsExactly("a/" + START.plusMillis(100));
        assertThat(pending()).isZero();
        assertThat(meters.get("gregor.schedules.lateness").timer().count()).isEqualTo(2);
    }

    @Test
    void deliversAMessageForAPastTimeAtOnce() {
        at("a", START.minusSeconds(3600), "late");
        advance(Duration.ofMillis(2));
        assertThat(ids()).containsExactly("a/" + START.minusSeconds(3600));
    }

    @Test
    void deliversTogetherWhatIsDueAlreadyAndComesSoonAfterTheFirst() {
        at("a", START.minusSeconds(1), "first");
        driver.advanceWallClockTime(Duration.ofMillis(2));
        assertThat(delivered()).containsExactly("first");
        at("b", START.minusSeconds(1), "second");
        driver.advanceWallClockTime(Duration.ofMillis(2));
        at("c", START.minusSeconds(1), "third");
        assertThat(delivered()).isEmpty();
        driver.advanceWallClockTime(Duration.ofMillis(20));
        assertThat(delivered()).containsExactly("second", "third");
    }

    @Test
    void deliversTheLastOneOfAnIdOnly() {
        at("a", START.plusMillis(100), "first");
        at("a", START.plusMillis(200), "second");
        advance(Duration.ofMillis(150));
        assertThat(read(TARGET)).isEmpty();
        advance(Duration.ofMillis(100));
        assertThat(delivered()).containsExactly("second");
    }

    @Test
    void deliversNothingThatIsCancelled() {
        at("a", START.plusMillis(100), "never");
        ask("a", null, "action", "CANCEL");
        ask("never scheduled", null, "action", "CANCEL");
        advance(Duration.ofHours(1));
        assertThat(read(TARGET)).isEmpty();
    }

    @Test
    void deliversAgainAtEachTimeOfAnExpression() {
        cron("report", "0 6 * * *", "wanted");
        advance(Duration.ofSeconds(2));
        assertThat(ids()).containsExactly("report/2026-11-30T06:00:00Z");
        advance(Duration.ofDays(1));
        assertThat(ids()).containsExactly("report/2026-12-01T06:00:00Z");
        assertThat(pending()).isEqualTo(1);
    }

    @Test
    void deliversOnceForAllTimesThatHavePassed() {
        cron("report", "0 6 * * *", "wanted");
        advance(Duration.ofDays(10));
        assertThat(ids()).containsExactly("report/2026-11-30T06:00:00Z");
        advance(Duration.ofDays(1));
        assertThat(ids()).containsExactly("report/2026-12-10T06:00:00Z");
    }

    @Test
    void theSameExpressionAgainReplacesTheMessageAndNotItsTime() {
        cron("report", "0 6 * * *", "former");
        topics.put(TARGET, Presence.UNKNOWN);
        driver.advanceWallClockTime(Duration.ofSeconds(2));
        cron("report", "0 6 * * *", "wanted");
        topics.put(TARGET, Presence.THERE);
        advance(Duration.ofMillis(100));
        List<TestRecord<String, String>> records = read(TARGET);
        assertThat(records).extracting(TestRecord::value).containsExactly("wanted");
        assertThat(records.get(0).headers().lastHeader("ce_id").value())
                .asString(UTF_8)
                .isEqualTo("report/2026-11-30T06:00:00Z");
    }

    @Test
    void anotherExpressionHasTimesOfItsOwn() {
        cron("report", "0 6 * * *", "former");
        cron("report", "0 7 * * *", "wanted");
        advance(Duration.ofHours(2));
        assertThat(ids()).containsExactly("report/2026-11-30T07:00:00Z");
    }

    @ParameterizedTest
    @EnumSource(names = {"MISSING", "REFUSED"})
    void aMessageWaitsUntilItsTopicIsThereAndMayBeWritten(Presence presence) {
        topics.put(TARGET, presence);
        at("a", START.plusMillis(100), "waits");
        advance(Duration.ofMinutes(5));
        assertThat(read(TARGET)).isEmpty();
        assertThat(pending()).isEqualTo(1);
        topics.put(TARGET, Presence.THERE);
        advance(Duration.ofMinutes(2));
        assertThat(ids()).containsExactly("a/" + START.plusMillis(100));
    }

    @Test
    void whatBrokersRefuseIsADeadLetter() {
        at("a", START.plusMillis(100), "large");
        topology.refused()
                .put(
                        "a/" + START.plusMillis(100),
                        new RefusedSend(TARGET, 5, new RecordTooLargeException("5 bytes are too many")));
        advance(Duration.ofSeconds(1));
        assertThat(read(TARGET)).isEmpty();
        List<TestRecord<String, String>> letters = read("gregor.schedules.mail.dlq");
        assertThat(letters).extracting(TestRecord::value).containsExactly("large");
        assertThat(letters.get(0).key()).isEqualTo("42");
        assertThat(letters.get(0)
                        .headers()
                        .lastHeader("__streams.errors.message")
                        .value())
                .asString(UTF_8)
                .isEqualTo("5 bytes are too many");
        assertThat(letters.get(0).headers().lastHeader("gregor-schedule-id").value())
                .asString(UTF_8)
                .isEqualTo("a");
        assertThat(pending()).isZero();
    }

    @Test
    void whatIsNoRequestIsADeadLetter() {
        ask("a", "x");
        ask("a", "x", "action", "DROP");
        ask("a", "x", "action", "PUT", "topic", TARGET);
        ask("a", "x", "action", "PUT", "topic", TARGET, "due", "tomorrow");
        ask("a", "x", "action", "PUT", "topic", TARGET, "cron", "0 25 * * *", "zone", "UTC");
        ask("a", "x", "action", "PUT", "topic", TARGET, "cron", "0 6 * * *", "zone", "Atlantis");
        ask("", "x", "action", "PUT", "topic", TARGET, "due", START.toString());
        ask("a", "x", "action", "PUT", "topic", "t".repeat(70_000), "due", START.toString());
        ask("a", "x", "action", "PUT", "topic", TARGET, "cron", "0,".repeat(40_000) + "0 6 * * *", "zone", "UTC");
        requests.pipeInput(new TestRecord<>(null, "x", headers("action", "CANCEL")));
        ask("a", null, "action", "LIST", "limit", "many");
        ask("a", "x", "action", "PUT", "topic", TARGET, "due", Instant.MIN.toString());
        assertThat(read("gregor.schedules.mail.dlq"))
                .extracting(each -> new String(
                        each.headers().lastHeader("__streams.errors.message").value(), UTF_8))
                .satisfiesExactly(
                        each -> assertThat(each).isEqualTo("A request has no header gregor-schedule-action"),
                        each -> assertThat(each).contains("'DROP', expected one of [PUT, CANCEL, GET, LIST]"),
                        each -> assertThat(each).isEqualTo("A request has no header gregor-schedule-due"),
                        each -> assertThat(each).contains("'tomorrow', expected a time"),
                        each -> assertThat(each).contains("has the hour '25'"),
                        each -> assertThat(each).contains("'Atlantis', expected a time zone"),
                        each -> assertThat(each).contains("Schedule id ''"),
                        each -> assertThat(each)
                                .isEqualTo("Header gregor-schedule-topic has 70000 characters, expected at most 249"),
                        each -> assertThat(each)
                                .isEqualTo("A cron expression has 80009 characters, expected at most 1000"),
                        each -> assertThat(each).contains("no key"),
                        each -> assertThat(each).contains("'many', expected a number"),
                        each -> assertThat(each).contains("expected a time from 0001-01-01T00:00:00Z on"));
        assertThat(pending()).isZero();
    }

    @Test
    void answersWhoAsks() throws IOException {
        at("a", START.plusSeconds(100), "x");
        ask("a", null, "action", "GET", "reply-to", "me", "question", "q1");
        ask("a", null, "action", "CANCEL", "reply-to", "me", "question", "q2");
        ask("a", null, "action", "CANCEL", "reply-to", "me", "question", "q3");
        List<TestRecord<String, String>> replies = read("gregor.schedules.mail.replies");
        assertThat(replies).extracting(TestRecord::key).containsOnly("me");
        ScheduleReply first = ScheduleReply.decode(replies.get(0).value().getBytes(UTF_8));
        assertThat(first.question()).isEqualTo("q1");
        assertThat(first.schedules()).singleElement().satisfies(schedule -> {
            assertThat(schedule.id()).isEqualTo("a");
            assertThat(schedule.due()).isEqualTo(START.plusSeconds(100));
            assertThat(schedule.type()).hasToString("email.sent.v1");
        });
        assertThat(replies.stream().map(TestRecord::value).toList())
                .satisfiesExactly(
                        each -> assertThat(each).contains("\"q1\"", "\"a\""),
                        each -> assertThat(each).contains("\"q2\"", "\"a\""),
                        each -> assertThat(each).contains("\"q3\"", "\"found\":[]"));
    }

    @Test
    void listsPartOfThemAndWhereToGoOn() throws IOException {
        String[] put = {"action", "PUT", "key", "k".repeat(100_000), "due", "2090-01-01T00:00:00Z", "topic", TARGET};
        for (int i = 1_000; i < 1_900; i++) {
            put[put.length - 1] = i % 2 == 0 ? TARGET : "others";
            ask("s" + i, "x", put);
        }
        List<ScheduleReply> replies = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        String[] list = "action LIST limit 70 topic %s reply-to me question q after -"
                .formatted(TARGET)
                .split(" ");
        String after = "";
        do {
            list[list.length - 1] = after;
            ask("s", null, list);
            ScheduleReply reply = ScheduleReply.decode(
                    read("gregor.schedules.mail.replies").get(0).value().getBytes(UTF_8));
            replies.add(reply);
            assertThat(reply.found()).hasSizeLessThanOrEqualTo(52);
            reply.found().forEach(each -> {
                ids.add(each.id());
                assertThat(each.key()).hasSize(1_000);
            });
            after = String.valueOf(reply.next());
        } while (replies.get(replies.size() - 1).next() != null);
        assertThat(ids)
                .hasSize(450)
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith("s1000")
                .endsWith("s1898");
    }

    @Test
    void doesNotStartWithoutWhatWasAskedForBefore() {
        driver.close();
        read.add(0);
        assertThatThrownBy(() -> start(folder.resolve("lost")))
                .rootCause()
                .hasMessageStartingWith("The schedules of partition 0 are lost")
                .hasMessageContaining("delete the consumer group gregor-mail-schedules");
        read.clear();
        start(folder.resolve("new"));
    }

    @Test
    void firesInSlicesWithWhatElseThereIsInBetween() {
        for (int i = 0; i < 1_200; i++) {
            at("t" + i, START.plusMillis(100), "x");
        }
        driver.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(delivered().size()).isLessThanOrEqualTo(500);
        for (int i = 0; pending() > 0; i++) {
            assertThat(i).isLessThan(1_200);
            driver.advanceWallClockTime(Duration.ofMillis(1));
        }
        assertThat(meters.get("gregor.schedules.lateness").timer().count()).isEqualTo(1_200);
    }
}
