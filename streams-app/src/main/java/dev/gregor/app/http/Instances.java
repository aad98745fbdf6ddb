package dev.gregor.app.http;

import dev.gregor.projection.query.PartitionReader;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The instances of one application, as this one sees them.
 *
 * @param peers asks the others
 * @param logElsewhere the other instance, if any, whose event log has an aggregate, of its type and id
 * @param rowsHere the rows of read models in this instance, for the others
 */
public record Instances(
        Peers peers, BiFunction<String, String, Optional<String>> logElsewhere, PartitionReader rowsHere) {}
