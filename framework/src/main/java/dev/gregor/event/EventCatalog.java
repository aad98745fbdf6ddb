package dev.gregor.event;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.DefinitionException;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.message.MessageType;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/** All events that the aggregates of an application evolve by, by logical type and by class. Immutable. */
public final class EventCatalog {

    private final Map<String, EventDefinition<?, ?>> byType = new HashMap<>();
    private final Map<Class<?>, EventDefinition<?, ?>> byClass = new HashMap<>();

    private EventCatalog(Collection<AggregateDefinition<?>> definitions) {
        for (AggregateDefinition<?> definition : definitions) {
            for (EventDefinition<?, ?> event : definition.events()) {
                byType.put(event.type().toString(), event);
                byClass.put(event.messageClass(), event);
            }
        }
    }

    /** The events of these aggregates. */
    public static EventCatalog of(Collection<AggregateDefinition<?>> definitions) {
        return new EventCatalog(definitions);
    }

    /** The event with this logical type. */
    public Optional<EventDefinition<?, ?>> find(String logicalType) {
        return Optional.ofNullable(byType.get(logicalType));
    }

    /**
     * The logical type that records of this class carry.
     *
     * @throws DefinitionException if no aggregate evolves by it
     */
    public MessageType typeOf(Class<? extends SpecificRecord> event) {
        EventDefinition<?, ?> found = byClass.get(event);
        if (found == null) {
            throw new DefinitionException("No aggregate evolves by %s, only by %s; list the aggregate in %s"
                    .formatted(
                            event.getName(),
                            new TreeSet<>(byType.keySet()),
                            "META-INF/services/dev.gregor.aggregate.AggregateRoot"));
        }
        return found.type();
    }
}
