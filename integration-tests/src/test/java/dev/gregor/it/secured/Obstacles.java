package dev.gregor.it.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** What something that runs says that it waits for, within a minute. */
final class Obstacles {

    static final Duration MINUTE = Duration.ofSeconds(60);

    private Obstacles() {}

    static void says(Supplier<Optional<String>> obstacle, String told) {
        await().atMost(MINUTE)
                .untilAsserted(() -> assertThat(obstacle.get())
                        .hasValueSatisfying(text -> assertThat(text).contains(told)));
    }

    static void saysNothing(Supplier<Optional<String>> obstacle) {
        await().atMost(MINUTE).untilAsserted(() -> assertThat(obstacle.get()).isEmpty());
    }

    static void print(String told, Instant begun, Instant given) {
        System.out.printf(
                "%s: said after %d ms, went on after %d ms%n",
                told,
                Duration.between(begun, given).toMillis(),
                Duration.between(given, Instant.now()).toMillis());
    }
}
