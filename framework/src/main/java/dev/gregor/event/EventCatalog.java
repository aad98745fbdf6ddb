package dev.gregor.event;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.DefinitionException;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.aggregate.RecordedEvent;
import dev.gregor.message.MessageType;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * All events that the aggregates of an application evolve by, by class, and by every logical type under which they may be
 * recorded. Immutable.
 */
public final class EventCatalog {

    private final Map<String, RecordedEvent> recorded = new HashMap<>();
    private final Map<Class<?>, EventDefinition<?, ?>> current = new HashMap<>();

    private EventCatalog(Collection<AggregateDefinition<?>> definitions) {
        for (AggregateDefinition<?> definition : definitions) {
            definition
                    .recordedEvents()
                    .forEach(event -> recorded.put(event.type().toString(), event));
            definition.events().forEach(event -> current.put(event.messageClass(), event));
        }
    }

    /** The events of these aggregates. */
    public static EventCatalog of(Collection<AggregateDefinition<?>> definitions) {
        return new EventCatalog(definitions);
    }

    /** The event that is recorded under this logical type, which may be an older form or an older name of one. */
    public Optional<RecordedEvent> find(String logicalType) {
        return Optional.ofNullable(recorded.get(logicalType));
    }

    /** The logical types of recorded events that may be an event of this class today, its own among them. */
    public Set<String> recordedTypesOf(Class<? extends SpecificRecord> event) {
        Set<String> types = new TreeSet<>();
        types.add(typeOf(event).toString());
        recorded.forEach((type, each) -> {
            if (each.becomes().contains(event)) {
                types.add(type);
            }
        });
        return types;
    }

    /**
     * The logical type that records of this class carry.
     *
     * @throws DefinitionException if no aggregate evolves by it
     */
    public MessageType typeOf(Class<? extends SpecificRecord> event) {
        EventDefinition<?, ?> found = current.get(event);
        if (found == null) {
            throw new DefinitionException("No aggregate evolves by %s, only by %s; list the aggregate in %s"
                    .formatted(
                            event.getName(),
                            current.values().stream()
                                    .map(each -> each.type().toString())
                                    .sorted()
                                    .toList(),
                            "META-INF/services/dev.gregor.aggregate.AggregateRoot"));
        }
        return found.type();
    }
}
