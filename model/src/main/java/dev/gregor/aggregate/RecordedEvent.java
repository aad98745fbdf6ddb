package dev.gregor.aggregate;

import dev.gregor.failure.PermanentException;
import dev.gregor.message.MessageType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One kind of event as it may be found in the topic: one that the aggregate evolves by, or an older form of one. However
 * many events an older form has become, it is one recorded event, with one version. Immutable.
 */
public final class RecordedEvent {

    private final MessageType type;
    private final Class<? extends SpecificRecord> messageClass;
    private final Schema schema;
    private final Set<Class<? extends SpecificRecord>> becomes;
    private final @Nullable Upcast<?> upcast;
    private final Map<Class<?>, Upcast<?>> upcasts;

    RecordedEvent(
            MessageType type,
            MessageSchema<?> messageSchema,
            Set<Class<? extends SpecificRecord>> becomes,
            Map<Class<?>, Upcast<?>> upcasts) {
        this.type = type;
        this.messageClass = messageSchema.messageClass();
        this.schema = messageSchema.schema();
        this.becomes = Set.copyOf(becomes);
        this.upcast = upcasts.get(messageClass);
        this.upcasts = upcasts;
    }

    /** The logical type under which it is recorded. */
    public MessageType type() {
        return type;
    }

    /** The class that its data is read into. */
    public Class<? extends SpecificRecord> messageClass() {
        return messageClass;
    }

    /** The schema of that class. */
    public Schema schema() {
        return schema;
    }

    /** The classes of the events that it may be today, all of which the aggregate evolves by. */
    public Set<Class<? extends SpecificRecord>> becomes() {
        return becomes;
    }

    /**
     * What the recorded data is today, in order: itself, or what the upcasters make of it.
     *
     * @throws PermanentException if an upcaster throws, or answers an event that it does not declare
     */
    public List<SpecificRecord> upcast(SpecificRecord data) {
        if (upcast == null) {
            return List.of(data);
        }
        List<SpecificRecord> current = new ArrayList<>();
        collect(upcast, data, current);
        return current;
    }

    private void collect(Upcast<?> step, SpecificRecord old, List<SpecificRecord> current) {
        for (SpecificRecord event : step.apply(old)) {
            Upcast<?> next = upcasts.get(event.getClass());
            if (next == null) {
                current.add(event);
            } else {
                collect(next, event, current);
            }
        }
    }
}
