package dev.gregor.event;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.DefinitionException;
import dev.gregor.aggregate.EventDefinition;
import dev.gregor.aggregate.RecordedEvent;
import dev.gregor.message.MessageType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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

    private final Map<String, AggregateDefinition<?>> aggregates = new HashMap<>();
    private final Map<String, RecordedEvent> recorded = new HashMap<>();
    private final Map<Class<?>, EventDefinition<?, ?>> current = new HashMap<>();

    /** The classes of older forms, which upcasters replace, with the type that each was recorded with. */
    private final Map<Class<?>, MessageType> former = new HashMap<>();

    private EventCatalog(Collection<AggregateDefinition<?>> definitions) {
        for (AggregateDefinition<?> definition : definitions) {
            aggregates.put(definition.type(), definition);
            definition
                    .recordedEvents()
                    .forEach(event -> recorded.put(event.type().toString(), event));
            definition.events().forEach(event -> current.put(event.messageClass(), event));
        }
        recorded.values().stream()
                .filter(event -> !current.containsKey(event.messageClass()))
                .forEach(event -> former.merge(
                        event.messageClass(), event.type(), (one, other) -> one.compareTo(other) < 0 ? one : other));
    }

    /** The events of these aggregates. */
    public static EventCatalog of(Collection<AggregateDefinition<?>> definitions) {
        return new EventCatalog(definitions);
    }

    /**
     * The aggregate of a type.
     *
     * @throws DefinitionException if there is none
     */
    public AggregateDefinition<?> aggregate(String type) {
        AggregateDefinition<?> found = aggregates.get(type);
        if (found == null) {
            throw new DefinitionException("There is no aggregate '%s', only %s"
                    .formatted(type, aggregates.keySet().stream().sorted().toList()));
        }
        return found;
    }

    /** The aggregates that have this class of state, by type. */
    public List<AggregateDefinition<?>> aggregatesOf(Class<? extends SpecificRecord> state) {
        List<AggregateDefinition<?>> found = new ArrayList<>(aggregates.values());
        found.removeIf(each -> each.stateClass() != state);
        found.sort(Comparator.comparing(AggregateDefinition::type));
        return found;
    }

    /** The event that is recorded under this logical type, which may be an older form or an older name of one. */
    public Optional<RecordedEvent> find(String logicalType) {
        return Optional.ofNullable(recorded.get(logicalType));
    }

    /** Whether an upcaster replaces events of this class, so that they are found only as they were recorded. */
    public boolean isFormer(Class<? extends SpecificRecord> event) {
        return former.containsKey(event);
    }

    /**
     * The logical types of recorded events that may be an event of this class today, its own among them; of a class that an upcaster
     * replaces those that were recorded with it.
     */
    public Set<String> recordedTypesOf(Class<? extends SpecificRecord> event) {
        Set<String> types = new TreeSet<>();
        types.add(typeOf(event).toString());
        recorded.forEach((type, each) -> {
            if (each.becomes().contains(event) || (isFormer(event) && each.messageClass() == event)) {
                types.add(type);
            }
        });
        return types;
    }

    /**
     * The logical type that records of this class carry, or did before an upcaster replaced them.
     *
     * @throws DefinitionException if no aggregate has such an event
     */
    public MessageType typeOf(Class<? extends SpecificRecord> event) {
        EventDefinition<?, ?> found = current.get(event);
        if (found == null) {
            MessageType old = former.get(event);
            if (old != null) {
                return old;
            }
            throw new DefinitionException(
                    "No aggregate evolves by %s, only by %s, and none upcasts it; list the aggregate in %s, or declare event(...) or upcast(...) in it"
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
