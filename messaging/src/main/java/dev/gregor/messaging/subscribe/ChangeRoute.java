package dev.gregor.messaging.subscribe;

import dev.gregor.avro.AvroCodec;
import dev.gregor.messaging.change.Change;
import dev.gregor.messaging.change.ChangeReader;
import dev.gregor.messaging.change.ColumnType;
import dev.gregor.messaging.subscribe.run.Received;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * A handler of changes of a {@link Subscriber}, and what it has to be told of the table.
 *
 * @param <E> the class of the rows
 */
public final class ChangeRoute<E extends SpecificRecord> {

    private final ChangeReader<E> reader;
    private final ChangeHandler<E> handler;
    private Predicate<Change<E>> condition = change -> true;

    ChangeRoute(Class<E> type, ChangeHandler<E> handler) {
        this.reader = new ChangeReader<>(type);
        this.handler = handler;
    }

    /** Lets only those changes pass that satisfy this, too. A condition that throws is a failure. */
    public ChangeRoute<E> when(Predicate<Change<E>> another) {
        condition = condition.and(another);
        return this;
    }

    /**
     * Says that the table has {@code REPLICA IDENTITY FULL}, so that {@link Change#before} is there. Without that Debezium fills it with values
     * that the row never had, and nothing in a record tells.
     */
    public ChangeRoute<E> fullReplicaIdentity() {
        reader.fullReplicaIdentity();
        return this;
    }

    /** Says what the values of a column mean, where the records have no schema that does. */
    public ChangeRoute<E> column(String name, ColumnType type) {
        reader.column(name, type);
        return this;
    }

    /** Reads a record; empty if it is no change. */
    Optional<Handling.Work> work(AvroCodec codec, Received received) {
        return reader.read(codec, received.record(), received.place())
                .map(change -> new Handling.Work(change.metadata(), List.of(outgoing -> {
                    if (condition.test(change)) {
                        handler.handle(change, outgoing);
                    }
                })));
    }
}
