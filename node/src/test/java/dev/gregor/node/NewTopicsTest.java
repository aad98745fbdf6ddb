package dev.gregor.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.node.settings.Settings;
import dev.gregor.node.watch.NewTopics;
import dev.gregor.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewTopicsTest {

    private static final Settings SETTINGS = Settings.of(Map.of("gregor.state-topics", "user"), "a test");

    private static List<String> lacking(Settings settings, String... before) {
        return new NewTopics(Set.of(before), Topics.unprefixed()).lacking(List.of("user", "bill"), settings);
    }

    @Test
    void tellsOfTopicsThatAreMissingThoughThereAreEvents() {
        assertThat(lacking(SETTINGS, "user.events", "bill.events"))
                .satisfiesExactly(
                        schemas -> assertThat(schemas).startsWith("Topic 'gregor.schemas' was missing"),
                        states -> assertThat(states).startsWith("Topic 'user.state' is new"));
    }

    @Test
    void saysNothingAtTheFirstStartOrWhileAllIsThere() {
        assertThat(lacking(SETTINGS)).isEmpty();
        assertThat(lacking(SETTINGS, "gregor.schemas", "bill.events")).isEmpty();
        assertThat(lacking(SETTINGS, "gregor.schemas", "user.events", "user.state"))
                .isEmpty();
    }

    @Test
    void looksForNoSchemasWhereARegistryHasThem() {
        var registry = Settings.of(Map.of("gregor.schema.registry.url", "http://localhost:8081"), "a test");

        assertThat(lacking(registry, "user.events")).isEmpty();
    }
}
