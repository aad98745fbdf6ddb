package dev.gregor.messaging.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageMetadata;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.mail.EmailSent;
import dev.gregor.messaging.mail.UserRegistered;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

class PublisherTest {

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private static final UserRegistered JOHN = new UserRegistered("john", "john@example.com");

    @Test
    void writesTheEnvelopeOfCloudEvents() {
        String topic = kafka.topic(1);
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            Published published = publisher.publish(topic, "42", JOHN).join();

            ConsumerRecord<byte[], byte[]> record = kafka.committed(topic).get(0);
            Map<String, String> headers = headers(record);
            assertThat(headers)
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("ce_id", published.id())
                    .containsEntry("ce_type", "user.registered.v1")
                    .containsEntry("ce_source", "/gregor/mail/user")
                    .containsEntry("ce_subject", "42")
                    .containsEntry("content-type", "application/avro")
                    .containsKeys("ce_time", "ce_correlationid")
                    .doesNotContainKey("ce_causationid");
            assertThat(record.key()).isEqualTo("42".getBytes(UTF_8));
            assertThat(kafka.codec.decode(topic, record.value(), UserRegistered.class))
                    .isEqualTo(JOHN);
            assertThat(published.place()).isEqualTo(MessageMetadata.Place.of(record));
        }
    }

    @Test
    void carriesWhatTheContextBelongsTo() {
        String topic = kafka.topic(1);
        MessageContext context = new MessageContext("req-abc-123", "cause-1", "00-1-2-01", "v=1");
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            context.run(() -> {
                assertThat(MDC.get("correlationId")).isEqualTo("req-abc-123");
                publisher.publish(topic, "42", JOHN).join();
            });
        }
        assertThat(MDC.get("correlationId")).isNull();
        assertThat(headers(kafka.committed(topic).get(0)))
                .containsEntry("ce_correlationid", "req-abc-123")
                .containsEntry("ce_causationid", "cause-1")
                .containsEntry("traceparent", "00-1-2-01")
                .containsEntry("tracestate", "v=1");
    }

    @Test
    void headersOfTheEnvelopeWinOverOthers() {
        String topic = kafka.topic(1);
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            OutgoingMessage message = OutgoingMessage.of(topic, "42", JOHN)
                    .withId("mine")
                    .withHeader("region", "Nürnberg")
                    .withHeader("ce_type", "other.type.v9");
            publisher.publish(message).join();
        }
        assertThat(headers(kafka.committed(topic).get(0)))
                .containsEntry("ce_id", "mine")
                .containsEntry("region", "Nürnberg")
                .containsEntry("ce_type", "user.registered.v1");
    }

    @Test
    void refusesWhatDoesNotFollowItsSchemaOrIsTooLarge() {
        String topic = kafka.topic(1);
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            assertFails(publisher.publish(topic, "42", new EmailSent("ann", null)), PermanentException.class, "kind");
            assertFails(
                    publisher.publish(topic, "42", new EmailSent("a".repeat(1_000_000), "welcome")),
                    PermanentException.class,
                    "email.sent.v1 for topic '%s' has 100".formatted(topic));
            assertThat(kafka.committed(topic)).isEmpty();
        }
    }

    @Test
    void namesTheTypesThatItKnows() {
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            var unknown = new dev.gregor.messaging.mail.Unlisted("x");
            assertThatThrownBy(() -> publisher.publish("any", "42", unknown))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Unlisted has no logical type")
                    .hasMessageContaining("email.sent.v1");
            assertThatThrownBy(() -> publisher.publish("any", "", JOHN)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatTheBrokersRefuseIsPermanentAndTheirSilenceIsNot() {
        String small = kafka.topic(1, Map.of("max.message.bytes", "500"));
        Map<String, Object> impatient =
                Map.of("max.block.ms", 100, "delivery.timeout.ms", 1000, "linger.ms", 0, "request.timeout.ms", 1000);
        try (Publisher publisher = Publisher.start(kafka.settings(impatient))) {
            assertFails(
                    publisher.publish(small, "42", new EmailSent("a".repeat(600), "welcome")),
                    PermanentException.class,
                    "RecordTooLarge");
        }
        Map<String, Object> nobody = new HashMap<>(impatient);
        nobody.put("bootstrap.servers", "127.0.0.1:1");
        try (Publisher publisher = Publisher.start(kafka.settings(nobody))) {
            assertFails(publisher.publish("any", "42", JOHN), TransientException.class, "same id");
        }
    }

    @Test
    void deliversABatchWholeOrNotAtAll() {
        String topic = kafka.topic(3);
        String small = kafka.topic(1, Map.of("max.message.bytes", "500"));
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            List<OutgoingMessage> refused = new ArrayList<>(numbered(topic, 10));
            refused.add(OutgoingMessage.of(small, "1", new EmailSent("a".repeat(600), "welcome")));
            assertFails(publisher.publishAll(refused), PermanentException.class, "batch of 11");
            assertThat(kafka.committed(topic)).isEmpty();

            List<Published> published =
                    publisher.publishAll(numbered(topic, 10)).join();
            assertThat(kafka.committed(topic)).hasSize(10);
            assertThat(published).extracting(each -> each.place().topic()).containsOnly(topic);
        }
    }

    @Test
    void keepsTheOrderOfEachKey() {
        String topic = kafka.topic(3);
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            numbered(topic, 5_000).forEach(publisher::publish);
        }
        Map<String, List<Integer>> byKey = new HashMap<>();
        kafka.committed(topic)
                .forEach(each -> byKey.computeIfAbsent(new String(each.key(), UTF_8), key -> new ArrayList<>())
                        .add(kafka.codec
                                .decode(topic, each.value(), Counted.class)
                                .getNumber()));
        assertThat(byKey)
                .hasSize(7)
                .allSatisfy((key, numbers) -> assertThat(numbers).isSorted());
        assertThat(byKey.values()).flatMap(each -> each).hasSize(5_000);
    }

    /** A bare idempotent producer loses its first batch in about one of twenty such topics. */
    @Test
    void losesNothingInTopicsThatWereJustMade() {
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            for (int round = 0; round < 40; round++) {
                String topic = kafka.topic(3);
                List<CompletableFuture<Published>> published =
                        numbered(topic, 300).stream().map(publisher::publish).toList();
                published.forEach(CompletableFuture::join);
            }
        }
    }

    @Test
    void whatDependsOnAMessageMayPublishWithoutWaiting() {
        String topic = kafka.topic(1);
        int many = 2 * Publisher.MAX_WAITING;
        try (Publisher publisher = Publisher.start(kafka.settings())) {
            List<CompletableFuture<Published>> second = numbered(topic, many).stream()
                    .map(each -> publisher.publish(each).thenCompose(done -> publisher.publish(topic, "next", JOHN)))
                    .toList();
            second.forEach(CompletableFuture::join);
        }
        assertThat(kafka.committed(topic)).hasSize(2 * many);
    }

    @Test
    void blocksWhileTooManyWait() {
        Waiting waiting = new Waiting(10, 1);
        int places = waiting.enter(50);
        assertThat(places).isEqualTo(10);
        assertThatThrownBy(() -> waiting.enter(1))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("10 messages have waited");
        waiting.leave(places);
        assertThat(waiting.enter(1)).isEqualTo(1);
    }

    private static List<OutgoingMessage> numbered(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> OutgoingMessage.of(topic, "key-" + i % 7, new Counted(i)))
                .toList();
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(each -> headers.put(each.key(), new String(each.value(), UTF_8)));
        return headers;
    }

    private static void assertFails(CompletableFuture<?> future, Class<? extends Throwable> with, String message) {
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(with)
                .hasMessageContaining(message);
    }
}
