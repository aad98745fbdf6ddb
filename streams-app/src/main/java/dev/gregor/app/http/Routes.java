package dev.gregor.app.http;

import dev.gregor.app.http.exchange.AcceptedTypes;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Query;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.app.http.stream.ServerSentEvents;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.Map;

/** Binds endpoints to paths, with the methods that come with them and the parameters and forms that they have. */
final class Routes {

    private static final String JSON = "application/json";
    private static final Reply NO_CONTENT = new Reply(204, "text/plain", Map.of(), new byte[0]);

    private final RoutesConfig routes;
    private final WaitingRequests waiting;

    Routes(RoutesConfig routes, WaitingRequests waiting) {
        this.routes = routes;
        this.waiting = waiting;
    }

    Routes get(String path, Query query, Endpoint endpoint) {
        add(HandlerType.GET, path, json(query, endpoint));
        add(HandlerType.HEAD, path, json(query, endpoint));
        return options(path, "GET, HEAD, OPTIONS");
    }

    /** Binds what is answered whatever the request accepts: programs watch it that know of one form only. */
    Routes getAnyway(String path, Query query, Endpoint endpoint) {
        add(HandlerType.GET, path, checked(query, endpoint));
        add(HandlerType.HEAD, path, checked(query, endpoint));
        return options(path, "GET, HEAD, OPTIONS");
    }

    /** Binds what answers by itself for as long as it takes. */
    Routes stream(String path, Query query, Handler handler) {
        routes.addHttpHandler(HandlerType.GET, path, request -> {
            query.require(request);
            handler.handle(request);
        });
        return options(path, "GET, OPTIONS");
    }

    /** Binds two forms of one resource: the stream to those that name it as accepted, the answer to all others. */
    Routes getOrStream(String path, Query query, Endpoint endpoint, Handler stream) {
        routes.addHttpHandler(HandlerType.GET, path, request -> {
            request.res().addHeader("Vary", "Accept");
            query.require(request);
            AcceptedTypes.require(request, JSON, ServerSentEvents.MEDIA_TYPE);
            AcceptedTypes accepted = AcceptedTypes.by(request);
            if (accepted.names(ServerSentEvents.MEDIA_TYPE) || !accepted.takes(JSON)) {
                stream.handle(request);
            } else {
                answer(endpoint, request);
            }
        });
        add(HandlerType.HEAD, path, checked(query, endpoint));
        return options(path, "GET, HEAD, OPTIONS");
    }

    /** Binds what reads a request and answers it by itself, bit by bit. */
    Routes postStream(String path, Query query, Handler handler) {
        routes.addHttpHandler(HandlerType.POST, path, request -> {
            query.require(request);
            handler.handle(request);
        });
        return options(path, "POST, OPTIONS");
    }

    Routes post(String path, Query query, Endpoint endpoint) {
        add(HandlerType.POST, path, json(query, endpoint));
        return options(path, "POST, OPTIONS");
    }

    /** Binds what can be read and deleted, by parameters of their own. */
    Routes getOrDelete(String path, Query ofGet, Endpoint get, Query ofDelete, Endpoint delete) {
        add(HandlerType.GET, path, json(ofGet, get));
        add(HandlerType.HEAD, path, json(ofGet, get));
        add(HandlerType.DELETE, path, json(ofDelete, delete));
        return options(path, "GET, HEAD, DELETE, OPTIONS");
    }

    Routes delete(String path, Query query, Endpoint endpoint) {
        add(HandlerType.DELETE, path, json(query, endpoint));
        return options(path, "DELETE, OPTIONS");
    }

    private Routes options(String path, String allowed) {
        Reply reply = NO_CONTENT.with(Map.of("Allow", allowed));
        add(HandlerType.OPTIONS, path, request -> reply.now());
        return this;
    }

    private static Endpoint json(Query query, Endpoint endpoint) {
        Endpoint checked = checked(query, endpoint);
        return request -> {
            AcceptedTypes.require(request, JSON);
            return checked.answer(request);
        };
    }

    private static Endpoint checked(Query query, Endpoint endpoint) {
        return request -> {
            query.require(request);
            return endpoint.answer(request);
        };
    }

    private void add(HandlerType method, String path, Endpoint endpoint) {
        routes.addHttpHandler(method, path, request -> answer(endpoint, request));
    }

    private void answer(Endpoint endpoint, Context request) {
        var reply = waiting.await(endpoint.answer(request), Routes::stopped);
        if (reply.isDone() && !reply.isCompletedExceptionally()) {
            reply.join().writeTo(request);
        } else {
            request.future(() -> reply.thenAccept(known -> known.writeTo(request)));
        }
    }

    private static Reply stopped() {
        return new Problem(ProblemType.NOT_READY, "The application stops; try again in a second").reply();
    }
}
