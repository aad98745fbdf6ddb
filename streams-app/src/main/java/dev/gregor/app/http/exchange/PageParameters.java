package dev.gregor.app.http.exchange;

import dev.gregor.projection.query.RowRange;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Which page of rows or of ids a request asks for. */
public final class PageParameters {

    private static final int DEFAULT_LIMIT = 100;

    private PageParameters() {}

    /** The range that the parameters select; throws a {@link Problem} for one that is malformed. */
    public static RowRange range(Context request) {
        int limit = (int) Params.number(request, "limit", DEFAULT_LIMIT, RowRange.MAX_LIMIT);
        @Nullable String cursor = Params.text(request, "cursor");
        try {
            return RowRange.all()
                    .withFrom(Params.text(request, "from"))
                    .withTo(Params.text(request, "to"))
                    .withPrefix(Params.text(request, "prefix"))
                    .withDescending(isDescending(request))
                    .withLimit(limit)
                    .withCursor(cursor);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", cursor, "the cursor of the page before, unchanged");
        }
    }

    private static boolean isDescending(Context request) {
        String order = Params.text(request, "order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw Problem.invalid("order", order, "asc or desc");
        }
        return "desc".equals(order);
    }
}
