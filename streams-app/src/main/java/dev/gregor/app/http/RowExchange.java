package dev.gregor.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.position.Position;
import dev.gregor.projection.query.EncodedRow;
import dev.gregor.projection.query.KeyRange;
import dev.gregor.projection.query.PartitionQuery;
import dev.gregor.projection.query.QueryAnswer;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** How one instance asks another for rows: both sides of {@value #PATH}, which is no public API. */
final class RowExchange {

    static final String PATH = "/internal/projections/{name}/{version}/partitions/{partition}/rows";

    private RowExchange() {}

    /** The path and parameters of a question. */
    static String path(PartitionQuery query) {
        Position after = query.after();
        KeyRange keys = query.keys();
        return "/internal/projections/%s/%d/partitions/%d/rows?limit=%d"
                        .formatted(query.projection(), query.version(), query.partition(), keys.limit())
                + (keys.from() == null ? "" : "&from=" + text(keys.from()))
                + (keys.before() == null ? "" : "&before=" + text(keys.before()))
                + (after == null ? "" : "&after=" + after.token());
    }

    /** The question in a request. */
    static PartitionQuery query(Context request) {
        return new PartitionQuery(
                request.pathParam("name"),
                Params.pathNumber(request, "version"),
                Params.pathNumber(request, "partition"),
                new KeyRange(bytes(request, "from"), bytes(request, "before"), (int)
                        Params.number(request, "limit", 1, Integer.MAX_VALUE)),
                Params.position("after", request.queryParam("after")));
    }

    static ObjectNode json(List<EncodedRow> rows) {
        ObjectNode body = Json.object();
        ArrayNode array = body.putArray("rows");
        rows.forEach(row -> array.addObject().put("key", row.key().get()).put("value", row.value()));
        return body;
    }

    /** What an instance has answered. */
    static QueryAnswer<List<EncodedRow>> answer(String instance, PartitionQuery query, Reply reply, Duration waited) {
        Position after = query.after();
        if (reply.status() == 200) {
            return new QueryAnswer.Found<>(rows(Json.read(reply.body())));
        }
        if (reply.status() == ProblemType.NOT_CAUGHT_UP.status() && after != null) {
            return new QueryAnswer.NotCaughtUp<>(query.projection(), after, waited);
        }
        return new QueryAnswer.Unavailable<>(
                query.projection(),
                "Instance %s answers %d for partition %d".formatted(instance, reply.status(), query.partition()));
    }

    private static List<EncodedRow> rows(JsonNode body) {
        List<EncodedRow> rows = new ArrayList<>();
        for (JsonNode row : body.withArray("rows")) {
            rows.add(new EncodedRow(Bytes.wrap(binary(row, "key")), binary(row, "value")));
        }
        return rows;
    }

    private static byte[] binary(JsonNode row, String field) {
        try {
            return row.required(field).binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Bytes key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.get());
    }

    private static @Nullable Bytes bytes(Context request, String name) {
        String text = request.queryParam(name);
        try {
            return text == null ? null : Bytes.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(name, text, "bytes in Base64");
        }
    }
}
