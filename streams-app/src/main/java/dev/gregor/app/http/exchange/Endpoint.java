package dev.gregor.app.http.exchange;

import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;

/** Answers one kind of request. */
@FunctionalInterface
public interface Endpoint {

    /**
     * The answer, sooner or later.
     *
     * @throws Problem at once or in the future, to be answered as a problem detail
     */
    CompletableFuture<Reply> answer(Context request);
}
