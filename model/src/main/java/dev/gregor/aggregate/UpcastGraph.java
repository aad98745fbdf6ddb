package dev.gregor.aggregate;

import dev.gregor.message.MessageType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** Gathers what was declared of older forms of events, and refuses what leads nowhere or in a circle. */
final class UpcastGraph {

    private final Function<String, DefinitionException> invalid;
    private final Map<MessageType, Class<? extends SpecificRecord>> names = new LinkedHashMap<>();
    private final Map<Class<?>, MessageSchema<?>> schemas = new HashMap<>();
    private final Map<Class<?>, Upcast<?>> upcasts = new HashMap<>();

    UpcastGraph(Function<String, DefinitionException> invalid) {
        this.invalid = invalid;
    }

    /** Adds an event, present or old, under the logical type that its class is recorded with. */
    void event(MessageType name, MessageSchema<?> schema) {
        if (schemas.putIfAbsent(schema.messageClass(), schema) != null) {
            throw invalid.apply(
                    "declares %s twice as an event; keep one event(...) or upcast(...) for it, and renamed(...) for other names"
                            .formatted(schema.messageClass().getName()));
        }
        names.put(name, schema.messageClass());
    }

    void upcast(MessageType name, MessageSchema<?> schema, Upcast<?> upcast) {
        event(name, schema);
        upcasts.put(schema.messageClass(), upcast);
    }

    void renamed(MessageType name, Class<? extends SpecificRecord> event) {
        names.put(name, event);
    }

    /** Everything that may be found in the topic, by logical type. */
    Map<String, RecordedEvent> recorded() {
        Map<String, RecordedEvent> recorded = new TreeMap<>();
        names.forEach((name, event) -> recorded.put(name.toString(), recorded(name, event)));
        return recorded;
    }

    private RecordedEvent recorded(MessageType name, Class<? extends SpecificRecord> event) {
        MessageSchema<?> schema = schemas.get(event);
        if (schema == null) {
            throw invalid.apply(
                    "renames '%s' to %s, which is none of its events; add event(\"<action>.v1\", %s.class, ...)"
                            .formatted(name, event.getName(), event.getSimpleName()));
        }
        Set<Class<? extends SpecificRecord>> becomes = new HashSet<>();
        follow(event, new LinkedHashSet<>(), becomes);
        return new RecordedEvent(name, schema, becomes, upcasts);
    }

    private void follow(
            Class<? extends SpecificRecord> event,
            Set<Class<? extends SpecificRecord>> path,
            Set<Class<? extends SpecificRecord>> becomes) {
        Upcast<?> upcast = upcasts.get(event);
        if (upcast == null) {
            requireEvent(event, path);
            becomes.add(event);
            return;
        }
        if (!path.add(event)) {
            throw invalid.apply("upcasts %s to itself over %s; upcast older forms to newer ones only"
                    .formatted(event.getName(), DefinitionBuilder.simpleNames(path)));
        }
        upcast.into().forEach(next -> follow(next, path, becomes));
        path.remove(event);
    }

    private void requireEvent(Class<? extends SpecificRecord> event, Set<Class<? extends SpecificRecord>> path) {
        if (!schemas.containsKey(event)) {
            throw invalid.apply(
                    "upcasts %s to %s, which is none of its events; add event(...) or a further upcast(...) for it"
                            .formatted(DefinitionBuilder.simpleNames(path), event.getName()));
        }
    }
}
