package dev.gregor.app.http.topic;

import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.topic.Topics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Topics that nobody but the application itself may write to: what came from elsewhere would be no event of an aggregate.
 *
 * @param names their names
 * @param prefixes what the names of others begin with
 */
record OwnTopics(Set<String> names, List<String> prefixes) {

    private static final String LETTERS = ".dlq";

    static OwnTopics of(Api api) {
        Topics topics = api.channels().topics();
        Set<String> names = new HashSet<>();
        api.aggregates()
                .keySet()
                .forEach(type -> names.addAll(List.of(topics.events(type), topics.commands(type), topics.state(type))));
        return new OwnTopics(names, List.of(topics.prefix() + "gregor.", "gregor.", "gregor-", "__"));
    }

    /** Throws a {@link Problem} for such a topic. */
    void requireOther(String topic) {
        if (names.contains(topic)
                || topic.endsWith(LETTERS)
                || prefixes.stream().anyMatch(topic::startsWith)) {
            throw Problem.invalid(
                    "topic",
                    topic,
                    "another topic: this one is written by the application itself; events come from commands");
        }
    }
}
