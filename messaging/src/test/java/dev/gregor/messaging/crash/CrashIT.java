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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In full: {@code -Dgregor.it.messages=100000 -Dgregor.it.crashes=20}. */
class CrashIT {

    private static final int PER_KEY = 30;
    private static final int KEYS = Integer.getInteger("gregor.it.messages", 1_500) / PER_KEY;
    private static final int MESSAGES = KEYS * PER_KEY;
    private static final int CRASHES = Integer.getInteger("gregor.it.crashes", 2);
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final String LETTERS = CrashingSubscriber.EVENTS + ".dlq";

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final Random random = new Random(20261130);

    @Test
    void handlesEveryEventOnceAndInOrderWhateverCrashes() {
        kafka.create(CrashingSubscriber.EVENTS, 6, Map.of());
        kafka.create(LETTERS, 6, Map.of());
        kafka.create(CrashingSubscriber.EFFECTS, 6, Map.of());
        kafka.create(CrashingSubscriber.SCHEMAS, 1, Map.of("cleanup.policy", "compact"));
        MessagingSettings settings = CrashingSubscriber.settings(kafka.bootstrapServers());
        publish(settings);
        AtomicReference<String> state = new AtomicReference<>(CrashingSubscriber.FAILING);
        try (Children children = new Children(
                        CrashingSubscriber.class, 3, any -> List.of(kafka.bootstrapServers(), state.get()));
                Followed followed = new Followed(kafka.client(), List.of(CrashingSubscriber.EFFECTS, LETTERS));
                DeadLetters letters = DeadLetters.open(settings)) {
            crash(children, followed, 0, MESSAGES);
            keys().forEach(key -> {
                assertThat(effects(settings, followed, key)).as(key).isEqualTo(upTo(firstFailure(key)));
                assertThat(parked(settings, followed, key))
                        .as(key)
                        .isEqualTo(IntStream.range(firstFailure(key), PER_KEY)
                                .boxed()
                                .toList());
            });

            state.set(CrashingSubscriber.MENDED);
            children.killAndRestartAll();
            int parked = letters.list(LetterFilter.all()).size();
            String request = letters.retry(LetterFilter.all(), 0, "test");
            crash(children, followed, MESSAGES, parked);
            await().atMost(LIMIT).until(() -> letters.isDone(request));
            assertThat(letters.list(LetterFilter.all())).isEmpty();
            followed.poll();
            keys().forEach(key ->
                    assertThat(effects(settings, followed, key)).as(key).isEqualTo(upTo(PER_KEY)));
            assertThat(followed.poll()).isEqualTo(MESSAGES + parked);
        }
    }

    /** Kills or stops a process whenever there is some progress, until all is done. */
    private void crash(Children children, Followed followed, int from, int number) {
        int stopped = -1;
        for (int crash = 1; crash <= CRASHES; crash++) {
            int goal = from + number * crash / (CRASHES + 1);
            await().atMost(LIMIT).until(() -> followed.poll() >= goal);
            if (stopped >= 0) {
                children.goOn(stopped);
                stopped = -1;
            }
            int victim = random.nextInt(children.number());
            if (crash % 3 == 0 && crash < CRASHES) {
                children.stop(victim);
                stopped = victim;
            } else {
                children.killAndRestart(victim);
            }
        }
        await().atMost(LIMIT).until(() -> followed.poll() >= from + number);
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

    private static int firstFailure(String key) {
        return IntStream.range(0, PER_KEY)
                .filter(number -> CrashingSubscriber.failsForEver(key + '/' + number))
                .findFirst()
                .orElse(PER_KEY);
    }

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static List<Integer> effects(MessagingSettings settings, Followed followed, String key) {
        return numbers(settings, CrashingSubscriber.EFFECTS, followed.of(CrashingSubscriber.EFFECTS, key));
    }

    private static List<Integer> parked(MessagingSettings settings, Followed followed, String key) {
        return numbers(settings, CrashingSubscriber.EVENTS, followed.of(LETTERS, key));
    }

    private static List<Integer> numbers(MessagingSettings settings, String topic, List<byte[]> values) {
        return values.stream()
                .map(value ->
                        settings.codec().decode(topic, value, Counted.class).getNumber())
                .toList();
    }
}
