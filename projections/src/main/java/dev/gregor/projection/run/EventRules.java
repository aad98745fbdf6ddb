package dev.gregor.projection.run;

import dev.gregor.event.EventReader;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The rules of one projection by the logical type of the event, and the events for them. */
final class EventRules<R extends SpecificRecord> {

    private final ReadSide readSide;
    private final @Nullable Instant from;
    private final EventReader reader;
    private final List<ProjectionRule<R, ?>> rules;
    private final Map<String, List<ProjectionRule<R, ?>>> byType = new HashMap<>();

    EventRules(ProjectionDefinition<R> definition, ReadSide readSide, @Nullable Instant from) {
        this.readSide = readSide;
        this.from = from;
        this.reader = new EventReader(readSide.events(), readSide.codec());
        this.rules = definition.rules();
        for (ProjectionRule<R, ?> rule : rules) {
            for (String type : readSide.events().recordedTypesOf(rule.event())) {
                byType.computeIfAbsent(type, each -> new ArrayList<>()).add(rule);
            }
        }
    }

    /** What a recorded event runs, in order; empty if the projection ignores it, which is known without reading it. */
    List<DueRule<R>> due(EventMetadata recorded, byte[] value) {
        List<ProjectionRule<R, ?>> candidates = byType.get(recorded.type().toString());
        if (candidates == null || (from != null && recorded.time().isBefore(from))) {
            return List.of();
        }
        List<DueRule<R>> due = new ArrayList<>();
        List<Event<?>> events = read(recorded, value);
        for (int part = 0; part < events.size(); part++) {
            for (ProjectionRule<R, ?> rule : candidates) {
                if (rule.event() == events.get(part).data().getClass()) {
                    due.add(new DueRule<>(rule, events.get(part), part));
                }
            }
        }
        return due;
    }

    /** One of those again, by the index of the rule and the place of the event among those that the recorded one is. */
    DueRule<R> due(EventMetadata recorded, byte[] value, int rule, int part) {
        return new DueRule<>(rules.get(rule), read(recorded, value).get(part), part);
    }

    private List<Event<?>> read(EventMetadata event, byte[] value) {
        return reader.read(readSide.topics().events(event.type().aggregateType()), event, value);
    }
}
