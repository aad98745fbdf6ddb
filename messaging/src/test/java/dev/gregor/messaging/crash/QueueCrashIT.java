package dev.gregor.messaging.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.TestKafka;
import dev.gregor.messaging.envelope.MessagingSettings;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In full: {@code -Dgregor.it.queue=20000 -Dgregor.it.queue.crashes=20}. */
class QueueCrashIT {

    private static final int MESSAGES = Integer.getInteger("gregor.it.queue", 600);
    private static final int CRASHES = Integer.getInteger("gregor.it.queue.crashes", 2);
    private static final Duration LIMIT = Duration.ofMinutes(20);

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final Random random = new Random(20261130);

    @Test
    void handlesEveryMessageWhateverCrashes() {
        kafka.create(CrashingSubscriber.EVENTS, 2, Map.of());
        kafka.create(CrashingSubscriber.EFFECTS, 2, Map.of());
        kafka.create(CrashingSubscriber.SCHEMAS, 1, Map.of("cleanup.policy", "compact"));
        MessagingSettings settings = CrashingSubscriber.settings(kafka.bootstrapServers());
        publish(settings);
        List<String> fine = messages(false);
        try (Children children = new Children(
                        CrashingSubscriber.class,
                        3,
                        any -> List.of(kafka.bootstrapServers(), CrashingSubscriber.FAILING, "queue"));
                Followed followed = new Followed(kafka.client(), List.of(CrashingSubscriber.EFFECTS));
                DeadLetters letters = DeadLetters.open(settings)) {
            for (int crash = 1; crash <= CRASHES; crash++) {
                int goal = fine.size() * crash / (CRASHES + 1);
                await().atMost(LIMIT).until(() -> followed.poll() >= goal);
                children.killAndRestart(random.nextInt(children.number()));
            }
            await().atMost(LIMIT).until(() -> {
                followed.poll();
                return fine.stream()
                        .noneMatch(each ->
                                followed.of(CrashingSubscriber.EFFECTS, each).isEmpty());
            });
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(letters.list(LetterFilter.all()))
                            .extracting(each -> each.key())
                            .containsExactlyInAnyOrderElementsOf(messages(true)));
            assertThat(messages(true))
                    .allSatisfy(each -> assertThat(followed.of(CrashingSubscriber.EFFECTS, each))
                            .isEmpty());
        }
    }

    private static void publish(MessagingSettings settings) {
        try (Publisher publisher = Publisher.start(settings)) {
            List<CompletableFuture<Published>> published = new ArrayList<>();
            for (int number = 0; number < MESSAGES; number++) {
                published.add(publisher.publish(CrashingSubscriber.EVENTS, "job-" + number, new Counted(0)));
            }
            published.forEach(CompletableFuture::join);
        }
    }

    /** The keys of the messages that fail for ever, or of the others. */
    private static List<String> messages(boolean failing) {
        return IntStream.range(0, MESSAGES)
                .mapToObj(number -> "job-" + number)
                .filter(key -> CrashingSubscriber.failsForEver(key + "/0") == failing)
                .toList();
    }
}
