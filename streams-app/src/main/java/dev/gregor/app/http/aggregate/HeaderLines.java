package dev.gregor.app.http.aggregate;

import dev.gregor.app.http.exchange.Params;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** The headers of one command. */
public interface HeaderLines {

    /** The one line of a header, null if there is none; throws a problem if there are several. */
    @Nullable
    String one(String name);

    /** The first line of a header, null if there is none. */
    @Nullable
    String first(String name);

    /** Those of a request. */
    static HeaderLines of(Context request) {
        return new HeaderLines() {
            @Override
            public @Nullable String one(String name) {
                return Params.header(request, name);
            }

            @Override
            public @Nullable String first(String name) {
                return request.header(name);
            }
        };
    }
}
