package dev.gregor.client;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.message.MessageType;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionDefinition;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The aggregates and read models that the client was told of. Immutable. */
record Known(List<AggregateRoot<?>> aggregates, List<Projection<?>> projections) {

    Known {
        aggregates = List.copyOf(aggregates);
        projections = List.copyOf(projections);
    }

    /** The definition of an aggregate; throws IllegalArgumentException if it is not known. */
    <S extends SpecificRecord> AggregateDefinition<S> aggregate(Class<? extends AggregateRoot<S>> type) {
        return type.cast(one(aggregates, type, "aggregate")).definition();
    }

    /** The definition of a read model; throws IllegalArgumentException if it is not known. */
    <R extends SpecificRecord> ProjectionDefinition<R> projection(Class<? extends Projection<R>> type) {
        return type.cast(one(projections, type, "projection")).definition();
    }

    private static Object one(List<?> all, Class<?> type, String what) {
        for (Object each : all) {
            if (each.getClass() == type) {
                return each;
            }
        }
        throw new IllegalArgumentException("The client does not know %s; add %s(new %s()) to its configuration"
                .formatted(type.getName(), what, type.getSimpleName()));
    }

    /** The aggregate of a type, if it is known. */
    Optional<AggregateDefinition<?>> aggregate(String type) {
        return aggregates.stream()
                .<AggregateDefinition<?>>map(AggregateRoot::definition)
                .filter(each -> each.type().equals(type))
                .findFirst();
    }

    /** Throws IllegalArgumentException if no aggregate that is known has such a command. */
    void requireCommand(MessageType type) {
        if (aggregate(type.aggregateType())
                .flatMap(each -> each.command(type.toString()))
                .isEmpty()) {
            throw new IllegalArgumentException(
                    "The client knows no aggregate with the command '%s'; add aggregate(...) to its configuration"
                            .formatted(type));
        }
    }
}
