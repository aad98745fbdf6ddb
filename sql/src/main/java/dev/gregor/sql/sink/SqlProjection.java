package dev.gregor.sql.sink;

import dev.gregor.avro.AvroCodec;
import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.IncomingMessage;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * A read model in tables of a database. Subclass it, and say in the constructor which topics it reads and what it does with each logical
 * type. A {@link SqlSink} runs it.
 *
 * <pre>{@code
 * public final class Revenue extends SqlProjection {
 *     public Revenue() {
 *         super("revenue");
 *         topics("order-events");
 *         on("order.placed.v1", OrderPlaced.class, (message, connection) -> add(connection, message.key(), message.data()));
 *     }
 * }
 * }</pre>
 *
 * <p>Events of a partition are applied in order, by one thread; those of other types are passed over.
 */
public abstract class SqlProjection {

    /** What is done with a type. */
    private record Route<E extends SpecificRecord>(Class<E> data, SqlHandler<E> handler) {

        void apply(AvroCodec codec, IncomingMessage message, Connection connection) throws Exception {
            handler.apply(message.as(codec, data), connection);
        }
    }

    private final String name;
    private final Set<String> topics = new TreeSet<>();
    private final Map<MessageType, Route<?>> routes = new HashMap<>();

    /**
     * Begins with the name. Under another name all events are applied from the earliest on.
     *
     * @param name lower-case letters, digits and hyphens
     * @throws IllegalArgumentException if it is malformed
     */
    protected SqlProjection(String name) {
        this.name = MessageType.requireAggregateType(name);
    }

    /** The name. */
    public final String name() {
        return name;
    }

    /** Reads these topics. */
    protected final void topics(String... names) {
        topics.addAll(Set.of(names));
    }

    /**
     * Applies events of a logical type.
     *
     * @param type the logical type, such as {@code order.placed.v1}
     * @throws IllegalArgumentException if it is malformed, or was given before
     */
    protected final <E extends SpecificRecord> void on(String type, Class<E> data, SqlHandler<E> handler) {
        if (routes.putIfAbsent(MessageType.parse(type), new Route<>(data, handler)) != null) {
            throw new IllegalArgumentException(
                    "Projection '%s' has a handler of %s already; give one".formatted(name, type));
        }
    }

    final Set<String> topics() {
        if (topics.isEmpty()) {
            throw new IllegalArgumentException(
                    "Projection '%s' has no topics: call topics(...) in its constructor".formatted(name));
        }
        return topics;
    }

    final void apply(AvroCodec codec, IncomingMessage message, Connection connection) throws Exception {
        Optional<Route<?>> route =
                Optional.ofNullable(routes.get(message.metadata().type()));
        if (route.isPresent()) {
            route.get().apply(codec, message, connection);
        }
    }
}
