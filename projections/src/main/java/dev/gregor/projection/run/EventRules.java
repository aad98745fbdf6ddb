package dev.gregor.projection.run;

import dev.gregor.event.EventReader;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** The rules of one projection by the logical type of the event, and the events for them. */
final class EventRules<R extends SpecificRecord> {

    private final ReadSide readSide;
    private final EventReader reader;
    private final List<ProjectionRule<R, ?>> rules;
    private final Map<String, List<ProjectionRule<R, ?>>> byType = new HashMap<>();

    EventRules(ProjectionDefinition<R> definition, ReadSide readSide) {
        this.readSide = readSide;
        this.reader = new EventReader(readSide.events(), readSide.codec());
        this.rules = definition.rules();
        for (ProjectionRule<R, ?> rule : rules) {
            String type = readSide.events().typeOf(rule.event()).toString();
            byType.computeIfAbsent(type, each -> new ArrayList<>()).add(rule);
        }
    }

    /** The rules that the event runs; empty if the projection ignores it. */
    List<ProjectionRule<R, ?>> of(EventMetadata event) {
        return byType.getOrDefault(event.type().toString(), List.of());
    }

    ProjectionRule<R, ?> at(int index) {
        return rules.get(index);
    }

    Event<?> read(EventMetadata event, byte[] value) {
        return reader.read(readSide.topics().events(event.type().aggregateType()), event, value);
    }
}
