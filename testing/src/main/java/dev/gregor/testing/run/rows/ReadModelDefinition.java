package dev.gregor.testing.run.rows;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.DefinitionException;
import dev.gregor.event.EventCatalog;
import dev.gregor.message.MessageType;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionRule;
import dev.gregor.projection.topology.ProjectionTopology;
import dev.gregor.projection.topology.ReadSide;
import dev.gregor.testing.run.OldEvents;
import dev.gregor.testing.run.RecordedJson;
import dev.gregor.topic.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The read model of a test, and the aggregates whose events it reads. Immutable. */
public final class ReadModelDefinition<R extends SpecificRecord> {

    private final ProjectionDefinition<R> projection;
    private final List<AggregateDefinition<?>> aggregates;
    private final EventCatalog events;
    private final OldEvents written;

    private ReadModelDefinition(ProjectionDefinition<R> projection, List<AggregateDefinition<?>> aggregates) {
        this.projection = projection;
        this.aggregates = aggregates;
        this.events = catalog(projection, aggregates);
        this.written = new OldEvents(events);
    }

    /** A read model of the events of its rules. */
    public static <R extends SpecificRecord> ReadModelDefinition<R> of(ProjectionDefinition<R> projection) {
        return new ReadModelDefinition<>(projection, List.of());
    }

    /** The same with the names, the older forms and the further events of an aggregate. */
    public ReadModelDefinition<R> with(AggregateDefinition<?> aggregate) {
        List<AggregateDefinition<?>> more = new ArrayList<>(aggregates);
        more.add(aggregate);
        return new ReadModelDefinition<>(projection, List.copyOf(more));
    }

    private void requireStates() {
        projection.rules().forEach(rule -> {
            ProjectionRule.@Nullable StateUse use = rule.state();
            if (use != null) {
                requireState("takes a key for " + rule.event().getSimpleName() + " from", use.stateClass());
            }
        });
        projection.joins().forEach(join -> {
            requireState("joins", join.stateClass());
            requireState("joins", join.otherClass());
        });
    }

    private void requireState(String use, Class<? extends SpecificRecord> state) {
        if (aggregates.stream().noneMatch(each -> each.stateClass() == state)) {
            throw new DefinitionException(
                    "Projection '%s' %s %s; add withAggregate(...) of the aggregate that has this state before the events"
                            .formatted(projection.name(), use, state.getSimpleName()));
        }
    }

    private static EventCatalog catalog(ProjectionDefinition<?> projection, List<AggregateDefinition<?>> aggregates) {
        Set<Class<? extends SpecificRecord>> unknown = new LinkedHashSet<>();
        projection.rules().stream()
                .<Class<? extends SpecificRecord>>map(ProjectionRule::event)
                .forEach(unknown::add);
        aggregates.forEach(
                aggregate -> aggregate.recordedEvents().forEach(event -> unknown.remove(event.messageClass())));
        List<AggregateDefinition<?>> all = new ArrayList<>(aggregates);
        if (!unknown.isEmpty()) {
            all.add(new StandInAggregate(unknown).definition());
        }
        return EventCatalog.of(all);
    }

    ProjectionDefinition<R> projection() {
        return projection;
    }

    /** The history after some events of an aggregate. */
    public ReadModelHistory happened(
            ReadModelHistory before, String aggregateId, List<? extends SpecificRecord> happened) {
        ReadModelHistory after = before;
        for (SpecificRecord event : happened) {
            after = happened(after, aggregateId, type(event.getClass()), event);
        }
        return after;
    }

    private MessageType type(Class<? extends SpecificRecord> event) {
        try {
            return events.typeOf(event);
        } catch (DefinitionException e) {
            throw new DefinitionException(
                    "Projection '%s' has no rule for %s; add withAggregate(...) before the events, if the aggregate evolves by it"
                            .formatted(projection.name(), event.getName()));
        }
    }

    /** The history after one more event of an aggregate, as it was recorded under this logical type. */
    public ReadModelHistory happened(ReadModelHistory before, String aggregateId, String type, IndexedRecord event) {
        return happened(before, aggregateId, MessageType.parse(type), event);
    }

    private ReadModelHistory happened(
            ReadModelHistory before, String aggregateId, MessageType type, IndexedRecord event) {
        long version = before.version(type.aggregateType(), aggregateId) + 1;
        return before.add(aggregateId, type, version, event, written.write(type.toString(), event));
    }

    /** The history after the recorded events in a file. */
    public ReadModelHistory recorded(ReadModelHistory before, Path file) {
        RecordedJson recorded = RecordedJson.in(file);
        ReadModelHistory after = before;
        for (List<RecordedJson.Event> parts : recorded.events()) {
            for (RecordedJson.Event part : parts) {
                SpecificRecord event = written.recorded(recorded, part);
                byte[] value = written.write(part.type().toString(), event);
                after = after.moveTo(part.time()).add(part.aggregateId(), part.type(), part.version(), event, value);
            }
        }
        return after;
    }

    /** The class of the rows. */
    public Class<R> rowClass() {
        return projection.rowClass();
    }

    /** Runs the rules of a definition in memory. */
    ReadModelDriver<R> driver(ProjectionDefinition<R> rules, Instant clock) {
        return new ReadModelDriver<>(topology(rules, "fixture", Topics.unprefixed()), clock);
    }

    /**
     * The topology of an application with this name.
     *
     * @throws DefinitionException if a rule needs the state of an aggregate that the test does not name
     */
    ProjectionTopology<R> topology(ProjectionDefinition<R> rules, String app, Topics topics) {
        requireStates();
        return new ProjectionTopology<>(rules, new ReadSide(app, topics, events, written.codec(), 1));
    }
}
