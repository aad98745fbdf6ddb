package dev.gregor.aggregate;

import dev.gregor.message.MessageType;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One kind of command that an aggregate handles.
 *
 * @param type its logical type
 * @param messageClass the class that carries it
 * @param schema the schema of that class
 * @param decide how it is decided
 * @param emits the classes of the events that it may lead to
 * @param <S> the class of the aggregate's state
 * @param <C> the class of the command
 */
public record CommandDefinition<S extends SpecificRecord, C extends SpecificRecord>(
        MessageType type,
        Class<C> messageClass,
        Schema schema,
        Decide<S, C> decide,
        Set<Class<? extends SpecificRecord>> emits) {

    /** The same command, that may lead to these events. */
    CommandDefinition<S, C> emitting(Set<Class<? extends SpecificRecord>> events) {
        return new CommandDefinition<>(type, messageClass, schema, decide, events);
    }
}
