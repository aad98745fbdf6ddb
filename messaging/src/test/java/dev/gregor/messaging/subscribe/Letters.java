package dev.gregor.messaging.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.envelope.Message;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.mail.Counted;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests with dead letters. */
abstract class Letters extends OnKafka {

    static final RetryPolicy QUICK = new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(4), 0.2);

    static DeadLetters letters;

    /** The events that fail. */
    final Set<String> failing = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void openLetters() {
        letters = DeadLetters.open(kafka.settings());
    }

    @AfterAll
    static void closeLetters() {
        letters.close();
    }

    Events events(String topic) {
        return new Events(group, this::fail, events -> {
            events.topics(topic);
            events.retries(QUICK);
        });
    }

    void fail(Message<Counted> message, Outgoing outgoing) {
        if (failing.contains(Events.name(message))) {
            throw new IllegalStateException("Kein Anschluß für " + Events.name(message));
        }
    }

    List<DeadLetter> list() {
        return letters.list(LetterFilter.all().ofSubscription(group));
    }

    void awaitLetters(int number) {
        await().untilAsserted(() -> assertThat(list()).hasSize(number));
    }

    static void awaitDone(String request) {
        await().until(() -> letters.isDone(request));
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
