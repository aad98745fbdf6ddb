package dev.gregor.user;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionRule;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** The rows of a read model in memory, changed by its own rules. */
final class ReadModel<R extends SpecificRecord> {

    private static final AggregateDefinition<UserState> USER = new User().definition();

    private final Projection<R> projection;
    private final Map<String, R> rows = new TreeMap<>();
    private final Map<String, Long> versions = new TreeMap<>();

    ReadModel(Projection<R> projection) {
        this.projection = projection;
    }

    /** Lets events happen to one user. */
    ReadModel<R> given(String userId, Instant time, SpecificRecord... events) {
        for (SpecificRecord event : events) {
            long version = versions.merge(userId, 1L, Long::sum);
            EventMetadata metadata =
                    new EventMetadata(USER.eventOf(event).type(), userId, version, time, 0, version, "test", "test");
            projection.definition().rules().stream()
                    .filter(rule -> rule.event() == event.getClass())
                    .forEach(rule -> apply(rule, new Event<>(metadata, event)));
        }
        return this;
    }

    Map<String, R> rows() {
        return rows;
    }

    private void apply(ProjectionRule<R, ?> rule, Event<?> event) {
        rule.keysOf(event).forEach(key -> rows.compute(key, (same, row) -> rule.change(row, event)));
    }
}
