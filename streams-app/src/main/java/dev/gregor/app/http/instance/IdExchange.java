package dev.gregor.app.http.instance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.event.log.IdQuery;
import dev.gregor.failure.TransientException;
import dev.gregor.position.NotReachedException;
import dev.gregor.position.Position;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/** How one instance asks another for ids of aggregates: both sides of {@value #PATH}, which is no public API. */
public final class IdExchange {

    /** Where ids are asked for. */
    public static final String PATH = "/internal/aggregates/{type}/partitions/{partition}/ids";

    private IdExchange() {}

    /** The path and parameters of a question. */
    static String path(IdQuery query) {
        return "/internal/aggregates/%s/partitions/%d/ids".formatted(query.aggregateType(), query.partition())
                + KeyParameters.of(query.ids(), query.after());
    }

    /** The question in a request. */
    public static IdQuery query(Context request) {
        return new IdQuery(
                request.pathParam("type"),
                Params.pathNumber(request, "partition"),
                KeyParameters.read(request),
                KeyParameters.after(request));
    }

    /** Ids as JSON. */
    public static ObjectNode json(List<String> ids) {
        ObjectNode body = Json.object();
        ArrayNode array = body.putArray("ids");
        ids.forEach(array::add);
        return body;
    }

    /** What an instance has answered; throws as {@link dev.gregor.event.log.RemoteIds} fails. */
    static List<String> ids(String instance, IdQuery query, Reply reply) {
        Position after = query.after();
        if (reply.status() == ProblemType.NOT_CAUGHT_UP.status() && after != null) {
            throw new NotReachedException("The event log of instance " + instance, after);
        }
        if (reply.status() != 200) {
            throw new TransientException("Instance %s answers %d".formatted(instance, reply.status()));
        }
        List<String> ids = new ArrayList<>();
        Json.read(reply.body()).withArray("ids").forEach(id -> ids.add(id.asText()));
        return ids;
    }
}
