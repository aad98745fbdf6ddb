package dev.gregor.messaging.envelope;

import dev.gregor.message.MessageType;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * The logical types that an application publishes, and the class of each. Immutable.
 *
 * <pre>{@code
 * MessageTypes types = MessageTypes.none().with("email.sent.v1", EmailSent.class);
 * }</pre>
 */
public final class MessageTypes {

    private static final MessageTypes NONE = new MessageTypes(Map.of());

    private final Map<Class<?>, MessageType> types;

    private MessageTypes(Map<Class<?>, MessageType> types) {
        this.types = types;
    }

    /** Returns a set without types. */
    public static MessageTypes none() {
        return NONE;
    }

    /**
     * Returns these types and another one.
     *
     * @param type the logical type, such as {@code email.sent.v1}
     * @throws IllegalArgumentException if it is malformed, or the class or the type was given before
     */
    public MessageTypes with(String type, Class<? extends SpecificRecord> data) {
        MessageType added = MessageType.parse(type);
        if (types.containsKey(data) || types.containsValue(added)) {
            throw new IllegalArgumentException(
                    "%s as %s: the class or the type was given before; give each once".formatted(data.getName(), type));
        }
        Map<Class<?>, MessageType> all = new HashMap<>(types);
        all.put(data, added);
        return new MessageTypes(Map.copyOf(all));
    }

    /**
     * Returns these types and those.
     *
     * @throws IllegalArgumentException if a class or a type is among both, unless it is the same class for the same type
     */
    public MessageTypes with(MessageTypes others) {
        Map<Class<?>, MessageType> all = new HashMap<>(types);
        others.types.forEach((data, type) -> {
            MessageType known = all.put(data, type);
            boolean repeated = type.equals(known);
            if (known != null ? !repeated : types.containsValue(type)) {
                throw new IllegalArgumentException("%s as %s: the class or the type was given before; give each once"
                        .formatted(data.getName(), type));
            }
        });
        return new MessageTypes(Map.copyOf(all));
    }

    /** Returns the class of each logical type. */
    public Map<String, Class<? extends SpecificRecord>> classes() {
        Map<String, Class<? extends SpecificRecord>> classes = new TreeMap<>();
        types.forEach((data, type) -> classes.put(type.toString(), data.asSubclass(SpecificRecord.class)));
        return classes;
    }

    /**
     * Returns the logical type of this data.
     *
     * @throws IllegalArgumentException if its class was not given
     */
    public MessageType of(SpecificRecord data) {
        MessageType type = types.get(data.getClass());
        if (type == null) {
            throw new IllegalArgumentException("%s has no logical type: add it by with(\"...\", %s.class) to %s"
                    .formatted(
                            data.getClass().getName(), data.getClass().getSimpleName(), new TreeSet<>(types.values())));
        }
        return type;
    }
}
