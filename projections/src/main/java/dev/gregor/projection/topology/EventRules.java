package dev.gregor.projection.topology;

import dev.gregor.event.EventCatalog;
import dev.gregor.event.log.EventReader;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.ProjectionRule;
import dev.gregor.projection.keyed.KeyedEvent;
import dev.gregor.projection.rows.Rows;
import dev.gregor.projection.rows.StateCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of one projection by the logical type of the event, and the events for them. */
final class EventRules<R extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(EventRules.class);

    private final UnaryOperator<String> topics;
    private final @Nullable Instant from;
    private final EventReader reader;
    private final StateCodec states;
    private final List<ProjectionRule<R, ?>> rules;
    private final EventCatalog known;
    private final LongAdder passedOver = new LongAdder();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final Map<String, List<ProjectionRule<R, ?>>> byType = new HashMap<>();

    /** The rules for events that upcasters have replaced; only they see these as they were recorded. */
    private final Set<ProjectionRule<R, ?>> former = new HashSet<>();

    /**
     * The rules of a definition.
     *
     * @param states how the states of aggregates become bytes
     * @param topics the topic of the events of an aggregate type
     * @param from the time before which events run no rule; null for none
     */
    EventRules(
            ProjectionDefinition<R> definition,
            ReadSide readSide,
            StateCodec states,
            UnaryOperator<String> topics,
            @Nullable Instant from) {
        this.states = states;
        this.topics = topics;
        this.from = from;
        this.known = readSide.events();
        this.reader = new EventReader(readSide.events(), readSide.codec());
        this.rules = definition.rules();
        for (ProjectionRule<R, ?> rule : rules) {
            if (readSide.events().isFormer(rule.event())) {
                former.add(rule);
            }
            for (String type : readSide.events().recordedTypesOf(rule.event())) {
                byType.computeIfAbsent(type, each -> new ArrayList<>()).add(rule);
            }
        }
    }

    /** What the headers of a record say; empty if it is no event, which is counted; the event log makes a dead letter of it. */
    Optional<EventMetadata> metadata(Record<byte[], byte[]> record, RecordMetadata origin) {
        try {
            EventMetadata event = EventReader.metadata(record.key(), record.headers(), origin.partition());
            requireOwnTopic(event, origin.topic());
            return Optional.of(event);
        } catch (PermanentException e) {
            passedOver.increment();
            LOG.warn(
                    "A projection passes over {}-{}@{}: {}",
                    origin.topic(),
                    origin.partition(),
                    origin.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private void requireOwnTopic(EventMetadata event, String topic) {
        String own = topics.apply(event.type().aggregateType());
        if (!own.equals(topic)) {
            throw new PermanentException(
                    "Event '%s' is in topic '%s' instead of '%s'".formatted(event.id(), topic, own));
        }
    }

    /** How many records were no events. */
    long passedOver() {
        return passedOver.sum();
    }

    /** The types of events that came and that no aggregate evolves by, under any name or form. */
    Set<String> unknown() {
        return new TreeSet<>(unknown);
    }

    /** Whether a recorded event may run any rule, which is known without reading it. */
    boolean concern(EventMetadata recorded) {
        String type = recorded.type().toString();
        if (byType.containsKey(type)) {
            return from == null || !recorded.time().isBefore(from);
        }
        if (known.find(type).isEmpty() && unknown.add(type)) {
            LOG.warn("A projection passes over events of the type '{}', which no aggregate evolves by", type);
        }
        return false;
    }

    /** What a recorded event runs, in order, if no rule needs a state. */
    List<Rows.Due<R>> due(EventMetadata recorded, byte[] value) {
        return due(recorded, value, AggregateStates.Folded.NOTHING);
    }

    /** What a recorded event runs, in order. */
    List<Rows.Due<R>> due(EventMetadata recorded, byte[] value, AggregateStates.Folded folded) {
        List<ProjectionRule<R, ?>> candidates =
                byType.getOrDefault(recorded.type().toString(), List.of());
        List<Rows.Due<R>> due = new ArrayList<>();
        candidates.stream()
                .filter(former::contains)
                .forEach(rule ->
                        due.add(new Rows.Due<>(rule, readRecorded(recorded, value), 0, folded.aroundAll(rule))));
        if (!due.isEmpty()) {
            return due; // What an upcaster makes of the event would change the rows a second time.
        }
        List<Event<?>> events = folded.isRead() ? folded.parts() : read(recorded, value);
        for (int part = 0; part < events.size(); part++) {
            for (ProjectionRule<R, ?> rule : candidates) {
                if (rule.event() == events.get(part).data().getClass()) {
                    due.add(new Rows.Due<>(rule, events.get(part), part, folded.around(part, rule)));
                }
            }
        }
        return due;
    }

    /** What a keyed event runs: one of those again. */
    Rows.Due<R> due(EventMetadata recorded, Record<byte[], byte[]> keyed) {
        int part = KeyedEvent.part(keyed);
        ProjectionRule<R, ?> rule = rules.get(KeyedEvent.rule(keyed));
        Event<?> event = former.contains(rule)
                ? readRecorded(recorded, keyed.value())
                : read(recorded, keyed.value()).get(part);
        return new Rows.Due<>(rule, event, part, state(rule, keyed));
    }

    private @Nullable SpecificRecord state(ProjectionRule<R, ?> rule, Record<byte[], byte[]> keyed) {
        ProjectionRule.@Nullable StateUse use = rule.state();
        return use == null || !use.inChange() ? null : states.decode(KeyedEvent.state(keyed), use.stateClass());
    }

    private Event<?> readRecorded(EventMetadata event, byte[] value) {
        return reader.readRecorded(topics.apply(event.type().aggregateType()), event, value);
    }

    /** What a recorded event is today, one event or several. */
    List<Event<?>> read(EventMetadata event, byte[] value) {
        return reader.read(topics.apply(event.type().aggregateType()), event, value);
    }
}
