package dev.gregor.node.watch;

import dev.gregor.node.settings.Settings;
import dev.gregor.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Tells of topics that a start has to make although there are events: nobody writes again what they had.
 *
 * @param before the topics that there were
 * @param topics their names
 */
public record NewTopics(Set<String> before, Topics topics) {

    private static final String SCHEMAS =
            "Topic '%s' was missing although there are events: those whose schemas are not of this version cannot be read. Bring it back, from a copy, and start again";
    private static final String STATES =
            "Topic '%s' is new although there are events: it has only states that change from now on. Who needs the others reads the events";

    /** What is lacking for these aggregate types, a sentence each. */
    public List<String> lacking(Collection<String> aggregateTypes, Settings settings) {
        List<String> lacking = new ArrayList<>();
        List<String> withEvents = aggregateTypes.stream()
                .filter(type -> before.contains(topics.events(type)))
                .toList();
        if (!withEvents.isEmpty() && settings.cluster().registry().isEmpty() && !before.contains(topics.schemas())) {
            lacking.add(SCHEMAS.formatted(topics.schemas()));
        }
        withEvents.stream()
                .filter(settings.write().stateTopics()::contains)
                .map(topics::state)
                .filter(state -> !before.contains(state))
                .forEach(state -> lacking.add(STATES.formatted(state)));
        return lacking;
    }
}
