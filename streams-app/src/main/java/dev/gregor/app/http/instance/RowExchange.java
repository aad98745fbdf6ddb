package dev.gregor.app.http.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.event.log.KeyRange;
import dev.gregor.position.Position;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.gateway.EncodedRow;
import dev.gregor.projection.gateway.PartitionQuery;
import dev.gregor.projection.query.QueryAnswer;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/** How one instance asks another for rows: both sides of {@value #PATH}, which is no public API. */
public final class RowExchange {

    /** Where rows are asked for once. */
    public static final String PATH = "/internal/projections/{name}/{build}/partitions/{partition}/rows";

    /** Where they are counted. */
    public static final String COUNT_PATH = "/internal/projections/{name}/{build}/partitions/{partition}/count";

    /** Where they are asked for again after each change. */
    public static final String LIVE_PATH = "/internal/projections/{name}/{build}/partitions/{partition}/live-rows";

    /** How often an open stream of rows is written to. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private RowExchange() {}

    /** The path and parameters of a question. */
    public static String path(PartitionQuery query) {
        return path(query, "rows");
    }

    /** The path and parameters of a question how many there are. */
    public static String countPath(PartitionQuery query) {
        return path(query, "count");
    }

    /** The path and parameters of a question that is answered again after each change. */
    public static String livePath(PartitionQuery query) {
        return path(query, "live-rows");
    }

    private static String path(PartitionQuery query, String what) {
        return "/internal/projections/%s/%s/partitions/%d/%s"
                        .formatted(query.projection(), query.build(), query.partition(), what)
                + KeyParameters.of(query.keys(), query.after());
    }

    /** The question in a request. */
    public static PartitionQuery query(Context request) {
        return new PartitionQuery(
                request.pathParam("name"),
                build(request),
                Params.pathNumber(request, "partition"),
                KeyParameters.read(request),
                KeyParameters.after(request));
    }

    /** Of which keys a request asks, also one for ids. */
    public static KeyRange keys(Context request) {
        return KeyParameters.read(request);
    }

    /** Rows as they go from instance to instance. */
    public static ObjectNode json(List<EncodedRow> rows) {
        ObjectNode body = Json.object();
        ArrayNode array = body.putArray("rows");
        rows.forEach(row -> array.addObject().put("key", row.key().get()).put("value", row.value()));
        return body;
    }

    /** How many rows there are, as it goes from instance to instance. */
    public static ObjectNode json(Long count) {
        return Json.object().put("count", count);
    }

    /** What an instance has answered. */
    public static QueryAnswer<JsonNode> answer(String instance, PartitionQuery query, Reply reply, Duration waited) {
        Position after = query.after();
        if (reply.status() == 200) {
            return new QueryAnswer.Found<>(Json.read(reply.body()));
        }
        if (reply.status() == ProblemType.NOT_CAUGHT_UP.status() && after != null) {
            boolean paused = Json.read(reply.body()).path("paused").asBoolean();
            return new QueryAnswer.NotCaughtUp<>(query.projection(), after, waited, paused);
        }
        return new QueryAnswer.Unavailable<>(
                query.projection(),
                "Instance %s answers %d for partition %d".formatted(instance, reply.status(), query.partition()));
    }

    /** The rows that another instance has written. */
    public static List<EncodedRow> rows(JsonNode body) {
        List<EncodedRow> rows = new ArrayList<>();
        for (JsonNode row : body.withArray("rows")) {
            rows.add(new EncodedRow(Bytes.wrap(binary(row, "key")), binary(row, "value")));
        }
        return rows;
    }

    /** The number that another instance has written. */
    public static long count(JsonNode body) {
        return body.required("count").asLong();
    }

    private static byte[] binary(JsonNode row, String field) {
        try {
            return row.required(field).binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BuildId build(Context request) {
        String build = request.pathParam("build");
        try {
            return BuildId.parse(build);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("build", build, "a version such as 2 or 2.1");
        }
    }
}
