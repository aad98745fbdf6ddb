package dev.gregor.app.http.topic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.messaging.outbox.OutboxFilter;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.outbox.PendingTopic;
import dev.gregor.messaging.outbox.Republished;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Shows what is pending in the outbox, publishes messages again, and deletes those that are published. Any instance answers. */
public final class OutboxEndpoints {

    private static final int DEFAULT_LIMIT = 1000;
    private static final int MAX_LIMIT = 100_000;

    private final Api api;
    private final Executor executor;

    /** Asks on an executor: the database may take its time. */
    public OutboxEndpoints(Api api, Executor executor) {
        this.api = api;
        this.executor = executor;
    }

    private CompletableFuture<Reply> answer(Function<OutboxOperations, ObjectNode> question) {
        OutboxOperations outbox = api.backend()
                .node()
                .messaging()
                .outbox()
                .orElseThrow(
                        () -> new Problem(
                                ProblemType.NO_OUTBOX,
                                "The application has given no outbox: give it one by Gregor.configure().outbox(...), or as a bean of Spring"));
        return CompletableFuture.supplyAsync(() -> Reply.json(question.apply(outbox)), executor);
    }

    /** What is pending, in all and by topic. */
    public CompletableFuture<Reply> status(Context request) {
        return answer(outbox -> json(outbox.pendingTopics()));
    }

    /** Publishes messages again that a filter lets pass; one that lets all pass has to say so. */
    public CompletableFuture<Reply> republish(Context request) {
        OutboxFilter filter = new OutboxFilter(
                Params.text(request, "topic"), Params.text(request, "key"), Params.text(request, "type"));
        if (filter.equals(OutboxFilter.all()) && !Params.flag(request, "all")) {
            throw Problem.invalid("all", null, "true, or a filter: without one all messages would be published again");
        }
        Optional<String> cursor = Optional.ofNullable(Params.text(request, "cursor"));
        int limit = limit(request);
        return answer(outbox -> json(republish(outbox, filter, cursor, limit)));
    }

    private static Republished republish(
            OutboxOperations outbox, OutboxFilter filter, Optional<String> cursor, int limit) {
        try {
            return outbox.republish(filter, cursor, limit);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", cursor.orElse(""), "the cursor of the answer before");
        }
    }

    /** Deletes messages that were published before a time. */
    public CompletableFuture<Reply> cleanUp(Context request) {
        Instant before = Params.time(request, "before");
        if (before == null) {
            throw Problem.invalid("before", null, "a time of RFC 3339: what was published before it is deleted");
        }
        int limit = limit(request);
        return answer(outbox -> {
            int deleted = outbox.cleanUp(before, limit);
            return Json.object().put("deleted", deleted).put("more", deleted == limit);
        });
    }

    private static int limit(Context request) {
        return (int) Params.number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT);
    }

    private static ObjectNode json(List<PendingTopic> topics) {
        ObjectNode json = Json.object()
                .put("pending", topics.stream().mapToLong(PendingTopic::pending).sum())
                .put("oldest", topics.isEmpty() ? null : topics.get(0).oldest().toString());
        ArrayNode all = json.putArray("topics");
        topics.forEach(each -> all.addObject()
                .put("topic", each.topic())
                .put("pending", each.pending())
                .put("oldest", each.oldest().toString()));
        return json;
    }

    private static ObjectNode json(Republished republished) {
        return Json.object()
                .put("republished", republished.messages())
                .put("cursor", republished.cursor().orElse(null));
    }
}
