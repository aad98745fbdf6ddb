package dev.gregor.messaging.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.schedule.Schedule.Recurrence;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SchedulesTest {

    private final Instant later = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MILLIS);

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    @TempDir
    static Path folder;

    private static Schedules schedules;

    private final String topic = kafka.topic(2);

    @BeforeAll
    static void start() {
        schedules = started();
        await().atMost(Duration.ofMinutes(1)).until(() -> schedules.obstacle().isEmpty());
    }

    private static Schedules started() {
        return Schedules.start(
                ScheduleSettings.of(kafka.settings(), folder, "one").withPartitions(2));
    }

    @AfterAll
    static void stop() {
        schedules.close();
    }

    private OutgoingMessage message(int number) {
        return OutgoingMessage.of(topic, "key", new Counted(number));
    }

    private List<Integer> delivered() {
        return kafka.committed(topic).stream()
                .map(each ->
                        kafka.codec.decode(topic, each.value(), Counted.class).getNumber())
                .toList();
    }

    private void awaitDelivered(Integer... numbers) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(delivered()).containsExactly(numbers));
    }

    @Test
    void deliversWhatIsDueAndNotBefore() {
        Schedule schedule =
                schedules.after("delivers", Duration.ofMillis(300), message(1)).join();
        awaitDelivered(1);
        ConsumerRecord<byte[], byte[]> record = kafka.committed(topic).get(0);
        assertThat(record.timestamp()).isGreaterThanOrEqualTo(schedule.due().toEpochMilli());
        assertThat(schedules.get("delivers").join()).isEmpty();
    }

    @Test
    void deliversInTheNameOfWhoScheduled() {
        Instant past = Instant.parse("2026-01-31T10:00:00Z");
        new MessageContext("req-1", "cause-1", "trace", null)
                .run(() -> schedules
                        .at("name", past, message(1).withHeader("tenant", "a"))
                        .join());
        awaitDelivered(1);
        MessageMetadata metadata = MessageMetadata.of(kafka.committed(topic).get(0));
        assertThat(metadata.id()).isEqualTo("name/2026-01-31T10:00:00Z");
        assertThat(metadata.type()).hasToString("count.counted.v1");
        assertThat(metadata.source()).isEqualTo("/gregor/mail/count");
        assertThat(metadata.key()).isEqualTo("key");
        assertThat(metadata.correlationId()).isEqualTo("req-1");
        assertThat(metadata.causationId()).isEqualTo("cause-1");
        assertThat(metadata.header("traceparent")).contains("trace");
        assertThat(metadata.header("tenant")).contains("a");
        assertThat(metadata.header("gregor-schedule-id")).contains("name");
        assertThat(metadata.header("gregor-schedule-due")).contains("2026-01-31T10:00:00Z");
        assertThat(metadata.header("gregor-schedule-topic")).isEmpty();
    }

    @Test
    void deliversNothingThatIsCancelled() {
        schedules.after("cancelled", Duration.ofSeconds(1), message(1)).join();
        assertThat(schedules.cancel("cancelled").join()).isTrue();
        assertThat(schedules.cancel("cancelled").join()).isFalse();
        schedules.after("not cancelled", Duration.ofSeconds(1), message(2)).join();
        awaitDelivered(2);
    }

    @Test
    void cancelsNothingThatIsDelivered() {
        schedules.at("late", Instant.now(), message(1)).join();
        awaitDelivered(1);
        assertThat(schedules.cancel("late").join()).isFalse();
    }

    @Test
    void deliversWhatTookThePlaceOfAnother() {
        schedules.at("replaced", later, message(1)).join();
        schedules.at("replaced", Instant.now(), message(2)).join();
        awaitDelivered(2);
        assertThat(schedules.get("replaced").join()).isEmpty();
    }

    @Test
    void tellsWhatIsScheduled() {
        Schedule once = schedules.at("told/1", later.plusNanos(1), message(1)).join();
        Schedule monthly = schedules
                .cron("told/2", "0 6 1 * *", ZoneOffset.UTC, message(2))
                .join();
        assertThat(once.due()).isEqualTo(later.plusMillis(1));
        assertThat(schedules.get("told/1").join()).contains(once);
        assertThat(schedules.get("told/2").join()).contains(monthly);
        assertThat(monthly.recurrence()).isEqualTo(new Recurrence("0 6 1 * *", ZoneOffset.UTC));
    }

    @Test
    void listsByPrefixInOrder() {
        Stream.of("list/c", "list/a", "list/b", "lisu")
                .forEach(id -> schedules.at(id, later, message(1)).join());
        assertThat(schedules.list("list/", 10).join())
                .extracting(Schedule::id)
                .containsExactly("list/a", "list/b", "list/c");
        assertThat(schedules.list("list/", 2).join()).extracting(Schedule::id).containsExactly("list/a", "list/b");
        assertThat(schedules.list("list/d", 2).join()).isEmpty();
    }

    @Test
    void listsPageByPageByTopic() {
        String other = kafka.topic(1);
        List<String> ids = new ArrayList<>();
        for (int i = 100; i < 140; i++) {
            ids.add("page/" + i);
            schedules.at("page/" + i, later, message(i)).join();
            schedules
                    .at("page/" + i + "/other", later, OutgoingMessage.of(other, "key", new Counted(i)))
                    .join();
        }
        ScheduleFilter filter = ScheduleFilter.all().startingWith("page/").forTopic(topic);
        List<String> listed = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            SchedulePage page = schedules.page(filter, after, 7).join();
            assertThat(page.schedules()).hasSizeLessThanOrEqualTo(7);
            page.schedules().forEach(each -> listed.add(each.id()));
            after = page.cursor();
        } while (after.isPresent());
        assertThat(listed).isEqualTo(ids);
        assertThat(schedules.list("page/", 1_000).join()).hasSize(80);
        assertThat(schedules.page(filter.forTopic("none"), Optional.empty(), 7).join())
                .isEqualTo(new SchedulePage(List.of(), Optional.empty()));
    }

    @Test
    void eachInstanceShowsListsAndCancelsWhatAnyHasScheduled(@TempDir Path other) {
        List<Schedule> given = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            given.add(schedules.at("shared/" + i, later, message(i)).join());
        }
        try (Schedules second = Schedules.start(
                ScheduleSettings.of(kafka.settings(), other, "two").withPartitions(2))) {
            await().atMost(Duration.ofMinutes(1)).until(() -> second.obstacle().isEmpty());
            assertThat(second.list("shared/", 100).join()).isEqualTo(given);
            for (Schedule each : given) {
                assertThat(second.get(each.id()).join()).contains(each);
                assertThat(second.cancel(each.id()).join()).isTrue();
            }
            second.at("shared/new", later, message(1)).join();
            assertThat(schedules.list("shared/", 100).join())
                    .extracting(Schedule::id)
                    .containsExactly("shared/new");
        }
    }

    @Test
    void refusesAMessageForATopicThatIsNotThere() {
        assertThatThrownBy(() -> schedules
                        .at("x", later, OutgoingMessage.of("no such topic", "key", new Counted(1)))
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(PermanentException.class)
                .hasMessage("There is no topic 'no such topic' to deliver a message to; create it");
    }

    @Test
    void refusesAnImpossibleIdOrTime() {
        assertThatThrownBy(() -> schedules.at("", later, message(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Schedule id '' has 0 characters, expected 1 to 200");
        assertThatThrownBy(() -> schedules.cancel("x".repeat(201)))
                .hasMessage("Schedule id 'xxxxxxxxxxxxxxxxxxxx...' has 201 characters, expected 1 to 200");
        assertThatThrownBy(() -> schedules.get("a\nb"))
                .hasMessage("Schedule id has the control character \\u000a at index 1; remove it");
        assertThatThrownBy(() -> schedules.at("x", Instant.MAX, message(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a time up to 9999-12-31T00:00:00Z");
        assertThatThrownBy(() -> schedules.list("", 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
