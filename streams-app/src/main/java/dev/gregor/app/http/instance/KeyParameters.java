package dev.gregor.app.http.instance;

import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Positions;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.event.log.KeyRange;
import dev.gregor.position.Position;
import io.javalin.http.Context;
import java.util.Base64;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A range of keys, and the position to wait for, in the query of a request from one instance to another. */
final class KeyParameters {

    private KeyParameters() {}

    /** The order is told only if it is not the usual one: an instance of an earlier version does not know it. */
    static String of(KeyRange keys, @Nullable Position after) {
        return "?limit=" + keys.limit()
                + (keys.from() == null ? "" : "&from=" + text(keys.from()))
                + (keys.before() == null ? "" : "&before=" + text(keys.before()))
                + (keys.descending() ? "&descending=true" : "")
                + (after == null ? "" : "&after=" + after.token());
    }

    static KeyRange read(Context request) {
        return new KeyRange(
                bytes(request, "from"),
                bytes(request, "before"),
                (int) Params.number(request, "limit", 1, Integer.MAX_VALUE),
                Params.flag(request, "descending"));
    }

    static @Nullable Position after(Context request) {
        String after = request.queryParam("after");
        return after == null ? null : Positions.parse("after", after);
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
