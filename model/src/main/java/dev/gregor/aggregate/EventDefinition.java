package dev.gregor.aggregate;

import dev.gregor.message.MessageType;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * One kind of event that an aggregate evolves by.
 *
 * @param type its logical type
 * @param messageClass the class that carries it
 * @param schema the schema of that class
 * @param evolve how it changes the state
 * @param <S> the class of the aggregate's state
 * @param <E> the class of the event
 */
public record EventDefinition<S extends SpecificRecord, E extends SpecificRecord>(
        MessageType type, Class<E> messageClass, Schema schema, Evolve<S, E> evolve) {}
