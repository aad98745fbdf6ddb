package dev.gregor.app.http.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.aggregate.HeaderLines;
import dev.gregor.app.http.aggregate.RequestHeaders;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Body;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.failure.FailureCause;
import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.schedule.Schedule;
import dev.gregor.messaging.schedule.ScheduleFilter;
import dev.gregor.messaging.schedule.SchedulePage;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.node.access.Messaging;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Shows what is scheduled, schedules messages, and cancels them. Any instance answers for all. */
public final class ScheduleEndpoints {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final SchedulePage NOTHING = new SchedulePage(List.of(), Optional.empty());

    private final Api api;
    private final Body body;
    private final Executor executor;
    private final MessageReader reader;
    private final OwnTopics own;

    /** Asks on an executor: it may have to wait for the brokers. */
    public ScheduleEndpoints(Api api, Body body, Executor executor) {
        this.api = api;
        this.body = body;
        this.executor = executor;
        this.reader = new MessageReader(api.channels().published());
        this.own = OwnTopics.of(api);
    }

    /** A page of schedules. */
    public CompletableFuture<Reply> list(Context request) {
        String prefix = Params.text(request, "prefix");
        var filter = new ScheduleFilter(prefix == null ? "" : prefix, Params.text(request, "topic"));
        Optional<String> cursor = Optional.ofNullable(Params.text(request, "cursor"));
        int limit = (int) Params.number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        return ask(schedules -> schedules.page(filter, cursor, limit))
                .thenApply(page -> Reply.json(json(page.orElse(NOTHING))));
    }

    /** What is scheduled under an id. */
    public CompletableFuture<Reply> show(Context request) {
        String id = id(request);
        return ask(schedules -> schedules.get(id))
                .thenApply(found -> found.flatMap(Function.identity())
                        .map(schedule -> Reply.json(json(schedule)))
                        .orElseThrow(() -> notFound(id)));
    }

    /** Schedules a message, in place of what is scheduled under the id. */
    public CompletableFuture<Reply> put(Context request) {
        String id = id(request);
        MessageContext context = RequestHeaders.context(HeaderLines.of(request));
        JsonNode json = body.json(request);
        OutgoingMessage message = reader.scheduled(json, Caller.of(request));
        own.requireOther(message.topic());
        ScheduleTime time = ScheduleTime.of(json);
        Messaging messaging = api.backend().node().messaging();
        return CompletableFuture.supplyAsync(
                        () -> {
                            TopicEndpoint.requireTopic(messaging, message.topic());
                            return context.call(() -> time.schedule(messaging.schedules(), id, message));
                        },
                        executor)
                .thenCompose(Function.identity())
                .handle((schedule, failure) -> failure == null ? Reply.json(json(schedule)) : refused(failure));
    }

    /** Cancels what is scheduled under an id. */
    public CompletableFuture<Reply> cancel(Context request) {
        String id = id(request);
        return ask(schedules -> schedules.cancel(id)).thenApply(found -> {
            if (!found.orElse(false)) {
                throw notFound(id);
            }
            return Reply.json(Json.object().put("id", id).put("cancelled", true));
        });
    }

    /** Nothing is started only to say that there is nothing. */
    private <T> CompletableFuture<Optional<T>> ask(Function<Schedules, CompletableFuture<T>> question) {
        Messaging messaging = api.backend().node().messaging();
        return CompletableFuture.supplyAsync(() -> messaging.scheduled().map(question), executor)
                .thenCompose(asked -> asked.map(answer -> answer.thenApply(Optional::of))
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private static String id(Context request) {
        return Params.aggregateId("schedule", request.pathParam("schedule"));
    }

    private static Problem notFound(String id) {
        return new Problem(
                ProblemType.SCHEDULE_NOT_FOUND,
                "Nothing is scheduled under '%s'; /api/schedules lists what is".formatted(id));
    }

    private static Reply refused(Throwable failure) {
        Throwable cause = FailureCause.of(failure);
        if (cause instanceof PermanentException) {
            return new Problem(ProblemType.MESSAGE_REFUSED, String.valueOf(cause.getMessage())).reply();
        }
        if (cause instanceof IllegalArgumentException) {
            return new Problem(ProblemType.INVALID_REQUEST, String.valueOf(cause.getMessage())).reply();
        }
        throw new CompletionException(cause);
    }

    private static ObjectNode json(SchedulePage page) {
        ObjectNode json = Json.object();
        json.putArray("schedules")
                .addAll(page.schedules().stream().map(ScheduleEndpoints::json).toList());
        return json.put("cursor", page.cursor().orElse(null));
    }

    private static ObjectNode json(Schedule schedule) {
        return Json.object()
                .put("id", schedule.id())
                .put("due", schedule.due().toString())
                .put("topic", schedule.topic())
                .put("key", schedule.key())
                .put("type", schedule.type().toString())
                .put(
                        "cron",
                        schedule.again().map(Schedule.Recurrence::expression).orElse(null))
                .put("zone", schedule.again().map(again -> again.zone().getId()).orElse(null));
    }
}
