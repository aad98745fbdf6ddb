package dev.gregor.messaging.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.mail.Counted;
import dev.gregor.messaging.publish.Published;
import dev.gregor.messaging.publish.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** In full: {@code -Dgregor.it.letters=10000}. */
class RedriveCrashIT {

    private static final Logger LOG = LoggerFactory.getLogger(RedriveCrashIT.class);
    private static final int PER_KEY = 5;
    private static final int KEYS = Integer.getInteger("gregor.it.letters", 200) / PER_KEY;
    private static final int LETTERS = KEYS * PER_KEY;
    private static final int PER_SECOND = 500;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    @Test
    void redrivesEveryLetterOnceAndInOrderWhateverCrashes() {
        kafka.create(CrashingSubscriber.EVENTS, 6, Map.of());
        kafka.create(CrashingSubscriber.EFFECTS, 6, Map.of());
        kafka.create(CrashingSubscriber.SCHEMAS, 1, Map.of("cleanup.policy", "compact"));
        MessagingSettings settings = CrashingSubscriber.settings(kafka.bootstrapServers());
        publish(settings);
        AtomicReference<String> state = new AtomicReference<>(CrashingSubscriber.REFUSING);
        try (Children children = new Children(
                        CrashingSubscriber.class, 3, any -> List.of(kafka.bootstrapServers(), state.get()));
                Followed followed = new Followed(kafka.client(), List.of(CrashingSubscriber.EFFECTS));
                DeadLetters letters = DeadLetters.open(settings)) {
            await().atMost(LIMIT).until(() -> letters.list(LetterFilter.all()).size() == LETTERS);
            state.set(CrashingSubscriber.HANDLING);
            children.killAndRestartAll();

            String request = letters.retry(LetterFilter.all(), PER_SECOND, "test");
            await().atMost(LIMIT).until(() -> followed.poll() > 0);
            int first = followed.poll();
            long began = System.nanoTime();
            await().atMost(LIMIT).until(() -> followed.poll() >= LETTERS / 2);
            LOG.info("{} letters/s before the crash", rate(followed.poll() - first, began));
            children.killAndRestart(1);
            await().atMost(LIMIT).until(() -> followed.poll() >= LETTERS);
            LOG.info("{} letters/s over the crash", rate(followed.poll() - first, began));
            await().atMost(LIMIT).until(() -> letters.isDone(request));
            assertThat(letters.list(LetterFilter.all())).isEmpty();
            assertThat(followed.poll()).isEqualTo(LETTERS);
            keys().forEach(key -> assertThat(numbers(settings, followed, key))
                    .as(key)
                    .isEqualTo(IntStream.range(0, PER_KEY).boxed().toList()));
        }
    }

    private static double rate(int letters, long beganNanos) {
        return letters * 1e9 / (System.nanoTime() - beganNanos);
    }

    private static void publish(MessagingSettings settings) {
        try (Publisher publisher = Publisher.start(settings)) {
            List<CompletableFuture<Published>> published = new ArrayList<>();
            for (int number = 0; number < PER_KEY; number++) {
                for (String key : keys()) {
                    published.add(
                            publisher.publish(OutgoingMessage.of(CrashingSubscriber.EVENTS, key, new Counted(number))));
                }
            }
            published.forEach(CompletableFuture::join);
        }
    }

    private static List<String> keys() {
        return IntStream.range(0, KEYS).mapToObj(key -> "key-" + key).toList();
    }

    private static List<Integer> numbers(MessagingSettings settings, Followed followed, String key) {
        return followed.of(CrashingSubscriber.EFFECTS, key).stream()
                .map(value -> settings.codec()
                        .decode(CrashingSubscriber.EFFECTS, value, Counted.class)
                        .getNumber())
                .toList();
    }
}
