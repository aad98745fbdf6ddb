package dev.gregor.app.http;

import dev.gregor.app.http.access.Access;
import dev.gregor.app.http.exchange.AcceptedTypes;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.Query;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.app.http.stream.ServerSentEvents;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.Map;

/**
 * Binds endpoints to paths, with the methods that come with them, what they give access to, and the parameters and forms that they
 * have.
 */
final class Routes {

    private static final String JSON = "application/json";
    private static final Reply NO_CONTENT = new Reply(204, "text/plain", Map.of(), new byte[0]);

    private final RoutesConfig routes;
    private final WaitingRequests waiting;

    Routes(RoutesConfig routes, WaitingRequests waiting) {
        this.routes = routes;
        this.waiting = waiting;
    }

    Routes get(String path, Access access, Query query, Endpoint endpoint) {
        add(HandlerType.GET, path, access, json(query, endpoint));
        add(HandlerType.HEAD, path, access, json(query, endpoint));
        return options(path, "GET, HEAD, OPTIONS");
    }

    /** Binds what is answered whatever the request accepts: programs watch it that know of one form only. */
    Routes getAnyway(String path, Access access, Query query, Endpoint endpoint) {
        add(HandlerType.GET, path, access, checked(query, endpoint));
        add(HandlerType.HEAD, path, access, checked(query, endpoint));
        return options(path, "GET, HEAD, OPTIONS");
    }

    /** Binds what answers by itself for as long as it takes, and at once if only the head is asked for. */
    Routes stream(String path, Access access, Query query, Handler handler) {
        Handler checked = request -> {
            query.require(request);
            handler.handle(request);
        };
        routes.addHttpHandler(HandlerType.GET, path, checked, access);
        routes.addHttpHandler(HandlerType.HEAD, path, query::require, access);
        return options(path, "GET, HEAD, OPTIONS");
    }

    /** Binds two forms of one resource: the stream to those that name it as accepted, the answer to all others. */
    Routes getOrStream(String path, Access access, Query query, Endpoint endpoint, Handler stream) {
        Handler either = request -> {
            request.res().addHeader("Vary", "Accept");
            query.require(request);
            AcceptedTypes.require(request, JSON, ServerSentEvents.MEDIA_TYPE);
            AcceptedTypes accepted = AcceptedTypes.by(request);
            if (accepted.names(ServerSentEvents.MEDIA_TYPE) || !accepted.takes(JSON)) {
                stream.handle(request);
            } else {
                answer(endpoint, request);
            }
        };
        routes.addHttpHandler(HandlerType.GET, path, either, access);
        add(HandlerType.HEAD, path, access, checked(query, endpoint));
        return options(path, "GET, HEAD, OPTIONS");
    }

    /** Binds what reads a request and answers it by itself, bit by bit. */
    Routes postStream(String path, Access access, Query query, Handler handler) {
        Handler checked = request -> {
            query.require(request);
            handler.handle(request);
        };
        routes.addHttpHandler(HandlerType.POST, path, checked, access);
        return options(path, "POST, OPTIONS");
    }

    Routes post(String path, Access access, Query query, Endpoint endpoint) {
        add(HandlerType.POST, path, access, json(query, endpoint));
        return options(path, "POST, OPTIONS");
    }

    /** Binds what can be read, and begun. */
    Routes getOrPost(String path, Access access, Query query, Endpoint get, Endpoint post) {
        add(HandlerType.GET, path, access, json(query, get));
        add(HandlerType.HEAD, path, access, json(query, get));
        add(HandlerType.POST, path, access, json(query, post));
        return options(path, "GET, HEAD, POST, OPTIONS");
    }

    /** Binds what can be read and deleted, by parameters of their own. */
    Routes getOrDelete(String path, Access access, Query ofGet, Endpoint get, Query ofDelete, Endpoint delete) {
        add(HandlerType.GET, path, access, json(ofGet, get));
        add(HandlerType.HEAD, path, access, json(ofGet, get));
        add(HandlerType.DELETE, path, access, json(ofDelete, delete));
        return options(path, "GET, HEAD, DELETE, OPTIONS");
    }

    /** Binds what can be read, set and deleted, without parameters. */
    Routes getOrPutOrDelete(String path, Access access, Endpoint get, Endpoint put, Endpoint delete) {
        add(HandlerType.GET, path, access, json(Query.NONE, get));
        add(HandlerType.HEAD, path, access, json(Query.NONE, get));
        add(HandlerType.PUT, path, access, json(Query.NONE, put));
        add(HandlerType.DELETE, path, access, json(Query.NONE, delete));
        return options(path, "GET, HEAD, PUT, DELETE, OPTIONS");
    }

    Routes delete(String path, Access access, Query query, Endpoint endpoint) {
        add(HandlerType.DELETE, path, access, json(query, endpoint));
        return options(path, "DELETE, OPTIONS");
    }

    private Routes options(String path, String allowed) {
        Reply reply = NO_CONTENT.with(Map.of("Allow", allowed));
        add(HandlerType.OPTIONS, path, Access.CALLER, request -> reply.now());
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

    private void add(HandlerType method, String path, Access access, Endpoint endpoint) {
        routes.addHttpHandler(method, path, request -> answer(endpoint, request), access);
    }

    private void answer(Endpoint endpoint, Context request) {
        var reply =
                waiting.await(endpoint.answer(request), () -> Problem.stopping().reply());
        if (reply.isDone() && !reply.isCompletedExceptionally()) {
            reply.join().writeTo(request);
        } else {
            request.future(() -> reply.thenAccept(known -> known.writeTo(request)));
        }
    }
}
