package dev.gregor.app.http.instance;

import dev.gregor.app.http.exchange.Reply;
import dev.gregor.node.Components;
import dev.gregor.projection.query.PartitionReader;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
        PartitionReader rowsHere) {

    /** The others of the instance with these components. */
    public static Instances of(Components components, Peers peers) {
        return new Instances(peers, components.log()::others, components::logElsewhere, components.rowsHere());
    }

    /** What one instance has said, if it has. */
    public record InstanceReply(String instance, Reply reply) {

        public boolean known() {
            return reply.status() == 200;
        }
    }

    /** Asks all others the same; none if the request comes from one of them. */
    public CompletableFuture<List<InstanceReply>> askOthers(Context request) {
        if (Peers.isForwarded(request)) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<CompletableFuture<InstanceReply>> asked = others.get().stream()
                .map(instance -> peers.forward(request, instance, Map.of())
                        .thenApply(reply -> new InstanceReply(instance, reply)))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
    }
}
