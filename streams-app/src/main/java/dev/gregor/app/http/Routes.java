package dev.gregor.app.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** Binds endpoints to paths, with the methods that come with them. */
final class Routes {

    private static final Reply NO_CONTENT = new Reply(204, "text/plain", java.util.Map.of(), new byte[0]);

    private final RoutesConfig routes;

    Routes(RoutesConfig routes) {
        this.routes = routes;
    }

    Routes get(String path, Endpoint endpoint) {
        add(HandlerType.GET, path, endpoint);
        add(HandlerType.HEAD, path, endpoint);
        return options(path, "GET, HEAD, OPTIONS");
    }

    /** Binds what answers by itself for as long as it takes. */
    Routes stream(String path, Handler handler) {
        routes.addHttpHandler(HandlerType.GET, path, handler);
        return options(path, "GET, OPTIONS");
    }

    /** Binds two forms of one resource: the stream to those that accept events, the answer to all others. */
    Routes getOrStream(String path, Endpoint endpoint, Handler stream) {
        routes.addHttpHandler(HandlerType.GET, path, request -> {
            request.header("Vary", "Accept");
            String accepted = request.header("Accept");
            if (accepted != null && accepted.contains(ServerSentEvents.MEDIA_TYPE)) {
                stream.handle(request);
            } else {
                answer(endpoint, request);
            }
        });
        add(HandlerType.HEAD, path, endpoint);
        return options(path, "GET, HEAD, OPTIONS");
    }

    Routes post(String path, Endpoint endpoint) {
        add(HandlerType.POST, path, endpoint);
        return options(path, "POST, OPTIONS");
    }

    Routes delete(String path, Endpoint endpoint) {
        add(HandlerType.DELETE, path, endpoint);
        return options(path, "DELETE, OPTIONS");
    }

    private Routes options(String path, String allowed) {
        Reply reply = NO_CONTENT.with(java.util.Map.of("Allow", allowed));
        add(HandlerType.OPTIONS, path, request -> reply.now());
        return this;
    }

    private void add(HandlerType method, String path, Endpoint endpoint) {
        routes.addHttpHandler(method, path, request -> answer(endpoint, request));
    }

    private static void answer(Endpoint endpoint, Context request) {
        var reply = endpoint.answer(request);
        if (reply.isDone() && !reply.isCompletedExceptionally()) {
            reply.join().writeTo(request);
        } else {
            request.future(() -> reply.thenAccept(known -> known.writeTo(request)));
        }
    }
}
