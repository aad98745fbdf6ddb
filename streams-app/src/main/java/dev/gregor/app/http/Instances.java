package dev.gregor.app.http;

import dev.gregor.projection.query.PartitionReader;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The instances of one application, as this one sees them.
 *
 * @param peers asks the others
 * @param others where the others are
 * @param logElsewhere the other instance, if any, whose event log has an aggregate, of its type and id
 * @param rowsHere the rows of read models in this instance, for the others
 */
public record Instances(
        Peers peers,
        Supplier<Set<String>> others,
        BiFunction<String, String, Optional<String>> logElsewhere,
        PartitionReader rowsHere) {}
