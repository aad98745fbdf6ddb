package dev.gregor.messaging.subscribe.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueSpecTest {

    private static Map<Set<String>, Integer> handlers(int concurrency, Map<String, Integer> weights) {
        return new QueueSpec("jobs", weights, concurrency, false).handlers();
    }

    @Test
    void sharesAllHandlersAmongTopicsOfOneWeight() {
        assertThat(handlers(4, Map.of("a", 1, "b", 1))).isEqualTo(Map.of(Set.of("a", "b"), 4));
    }

    @Test
    void dividesHandlersByWeight() {
        assertThat(handlers(11, Map.of("urgent", 10, "others", 1)))
                .isEqualTo(Map.of(Set.of("urgent"), 10, Set.of("others"), 1));
        assertThat(handlers(4, Map.of("urgent", 3, "others", 1)))
                .isEqualTo(Map.of(Set.of("urgent"), 3, Set.of("others"), 1));
    }

    @Test
    void givesEachTopicOneHandlerAtLeast() {
        assertThat(handlers(1, Map.of("urgent", 1_000, "others", 1)))
                .isEqualTo(Map.of(Set.of("urgent"), 1, Set.of("others"), 1));
    }
}
