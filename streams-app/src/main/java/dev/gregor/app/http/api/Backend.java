package dev.gregor.app.http.api;

import dev.gregor.app.http.instance.InstanceReply;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.node.access.Components;
import dev.gregor.projection.gateway.QueryGateway;
import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What HTTP asks.
 *
 * @param node what this instance lets it use
 * @param peers the other instances
 */
public record Backend(Components node, Peers peers) {

    /** The read models in all instances, asked on behalf of a request. */
    public QueryGateway queries(Context request) {
        return node.readModels().queries(peers.onBehalfOf(request));
    }

    /** Asks all others the same; none if the request comes from one of them. */
    public CompletableFuture<List<InstanceReply>> askOthers(Context request) {
        return peers.forwardToAll(request, node.log().others());
    }
}
