package dev.gregor.app.http.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.aggregate.HeaderLines;
import dev.gregor.app.http.aggregate.RequestHeaders;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Body;
import dev.gregor.app.http.exchange.Endpoint;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.publish.Published;
import dev.gregor.node.access.Messaging;
import io.javalin.http.Context;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Publishes a message, or several in one transaction. */
public final class TopicEndpoint implements Endpoint {

    private final Api api;
    private final Body body;
    private final Executor executor;
    private final MessageReader reader;
    private final OwnTopics own;

    /** Publishes on an executor: it may have to wait for the brokers. */
    public TopicEndpoint(Api api, Body body, Executor executor) {
        this.api = api;
        this.body = body;
        this.executor = executor;
        this.reader = new MessageReader(api.channels().published());
        this.own = OwnTopics.of(api);
    }

    @Override
    public CompletableFuture<Reply> answer(Context request) {
        String topic = request.pathParam("topic");
        own.requireOther(topic);
        HeaderLines headers = HeaderLines.of(request);
        MessageContext context = RequestHeaders.context(headers);
        JsonNode json = body.json(request);
        List<OutgoingMessage> messages = json.isArray()
                ? reader.many(topic, json, headers, Caller.of(request))
                : List.of(reader.one(topic, json, headers, Caller.of(request)));
        Messaging messaging = api.backend().node().messaging();
        return CompletableFuture.supplyAsync(() -> publish(messaging, topic, messages, context), executor)
                .thenCompose(Function.identity())
                .handle((published, failure) -> failure == null
                        ? reply(json.isArray(), published)
                        : problem(messages, failure).reply());
    }

    private static CompletableFuture<List<Published>> publish(
            Messaging messaging, String topic, List<OutgoingMessage> messages, MessageContext context) {
        requireTopic(messaging, topic);
        return context.call(() -> messaging.publish(messages));
    }

    /** Throws a {@link Problem} if there is no such topic. */
    static void requireTopic(Messaging messaging, String topic) {
        if (!messaging.hasTopic(topic)) {
            throw new Problem(
                    ProblemType.UNKNOWN_TOPIC, "There is no topic '%s' to publish to; create it".formatted(topic));
        }
    }

    private static Reply reply(boolean many, List<Published> published) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        published.forEach(each -> all.add(json(each)));
        return Reply.json(many ? all : all.get(0));
    }

    private static ObjectNode json(Published published) {
        return Json.object()
                .put("id", published.id())
                .put("topic", published.place().topic())
                .put("partition", published.place().partition())
                .put("offset", published.place().offset());
    }

    private static Problem problem(List<OutgoingMessage> messages, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            return problem;
        }
        if (cause instanceof PermanentException) {
            return new Problem(ProblemType.MESSAGE_REFUSED, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof TransientException) {
            return new Problem(ProblemType.UNAVAILABLE, String.valueOf(cause.getMessage()))
                    .with(json -> messages.forEach(each -> json.withArray("ids").add(each.id())));
        }
        throw new CompletionException(cause);
    }
}
