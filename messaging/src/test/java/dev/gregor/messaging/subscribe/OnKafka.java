package dev.gregor.messaging.subscribe;

import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.publish.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of subscriptions on a broker, each with a name of its own. */
abstract class OnKafka {

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    static Publisher publisher;

    final String group = "s" + UUID.randomUUID();
    private final List<AutoCloseable> running = new ArrayList<>();

    @BeforeAll
    static void openPublisher() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        publisher = Publisher.start(kafka.settings());
    }

    @AfterAll
    static void closePublisher() {
        publisher.close();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
    }

    Subscription start(Subscriber subscriber) {
        return start(subscriber, Map.of());
    }

    Subscription start(Subscriber subscriber, Map<String, Object> kafkaSettings) {
        Subscription subscription = Subscription.start(kafka.settings(kafkaSettings), subscriber);
        running.add(subscription);
        return subscription;
    }

    /** Publishes these numbers. */
    static void count(String topic, String key, int from, int to) {
        CompletableFuture.allOf(IntStream.range(from, to)
                        .mapToObj(i -> publisher.publish(topic, key, new Counted(i)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
