package dev.gregor.app.http.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.app.http.instance.InstanceReply;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.parked.ParkedKey;
import dev.gregor.projection.parked.ParkingAnswer;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Shows the events that read models could not apply, and has them retried or thrown away, in whichever instance they are. A
 * row with the key {@code parked} is found in pages only.
 */
public final class ParkedEndpoints {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final int WAIT_SECONDS = 10;

    private final Api api;

    /** Answers for what is served. */
    public ParkedEndpoints(Api api) {
        this.api = api;
    }

    /** The parked events of this instance. */
    private ParkedEvents parked(Context request) {
        String name = request.pathParam("name");
        Optional<Integer> version = Optional.ofNullable(Params.number(request, "version", Integer.MAX_VALUE))
                .map(Long::intValue);
        return api.backend().node().readModels().parked(name, version).orElseThrow(() -> absent(name, version));
    }

    private Problem absent(String name, Optional<Integer> version) {
        if (!api.projectionNames().contains(name)) {
            return Problem.unknown(ProblemType.UNKNOWN_PROJECTION, "projection", name, api.projectionNames());
        }
        return version.map(each -> Problem.invalid("version", each.toString(), "a version that has a build here"))
                .orElseGet(() -> new Problem(
                        ProblemType.UNAVAILABLE,
                        api.backend()
                                .node()
                                .readModels()
                                .unserved(name)
                                .orElse("Nothing answers for it here; try again")));
    }

    /** The keys with parked events, of all instances. */
    public CompletableFuture<Reply> list(Context request) {
        int limit = (int) Params.number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        List<JsonNode> keys = new ArrayList<>();
        parked(request).keys(limit).forEach(key -> keys.add(json(key)));
        return api.backend().askOthers(request).thenApply(replies -> Reply.json(list(keys, replies, limit)));
    }

    private static ObjectNode list(List<JsonNode> keys, List<InstanceReply> replies, int limit) {
        replies.stream()
                .filter(InstanceReply::known)
                .forEach(each ->
                        Json.read(each.reply().body()).withArray("parked").forEach(keys::add));
        ObjectNode body = Json.object();
        ArrayNode array = body.putArray("parked");
        keys.stream()
                .sorted(Comparator.comparing(key -> key.path("since").asText()))
                .limit(limit)
                .forEach(array::add);
        silent(replies).forEach(body.putArray("silentInstances")::add);
        return body;
    }

    private static List<String> silent(List<InstanceReply> replies) {
        return replies.stream()
                .filter(each -> !each.known())
                .map(InstanceReply::instance)
                .toList();
    }

    /** Applies the parked events of a key. */
    public CompletableFuture<Reply> retry(Context request) {
        return answered(request, parked(request).retry(request.pathParam("key")));
    }

    /** Throws the first parked event of a key away. */
    public CompletableFuture<Reply> discard(Context request) {
        String event = Params.text(request, "event");
        if (event == null) {
            throw Problem.invalid("event", null, "the id of the event that is to be thrown away, as the list has it");
        }
        return answered(request, parked(request).discard(request.pathParam("key"), event));
    }

    /** Whoever has the events of the key does what is asked; the others have nothing to do. */
    private CompletableFuture<Reply> answered(Context request, CompletableFuture<ParkingAnswer> here) {
        String key = request.pathParam("key");
        boolean forwarded = Peers.isForwarded(request);
        return here.thenCombine(
                        api.backend().askOthers(request),
                        (answer, replies) -> forwarded ? Reply.json(json(key, answer)) : sum(key, answer, replies))
                .completeOnTimeout(late(key), WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Reply late(String key) {
        return new Problem(
                        ProblemType.UNAVAILABLE,
                        "The parked events of '%s' were not done in %d s; check the list before you try again"
                                .formatted(key, WAIT_SECONDS))
                .reply();
    }

    private static Reply sum(String key, ParkingAnswer here, List<InstanceReply> replies) {
        ParkingAnswer all = replies.stream()
                .filter(InstanceReply::known)
                .map(each -> answer(Json.read(each.reply().body())))
                .reduce(here, ParkingAnswer::plus);
        if (all.concernsAny()) {
            return Reply.json(json(key, all));
        }
        List<String> silent = silent(replies);
        return silent.isEmpty()
                ? new Problem(ProblemType.PARKED_NOT_FOUND, "No event is parked under the key '" + key + "'").reply()
                : new Problem(
                                ProblemType.UNAVAILABLE,
                                "No event is parked here under the key '%s', and these instances do not answer: %s"
                                        .formatted(key, String.join(", ", silent)))
                        .reply();
    }

    private static ObjectNode json(String key, ParkingAnswer answer) {
        ObjectNode body = Json.object()
                .put("key", key)
                .put("applied", answer.applied())
                .put("discarded", answer.discarded())
                .put("parked", answer.parked());
        return answer.reason() == null ? body : body.put("reason", answer.reason());
    }

    private static ParkingAnswer answer(JsonNode json) {
        return new ParkingAnswer(
                json.required("applied").asInt(),
                json.required("discarded").asInt(),
                json.required("parked").asInt(),
                json.path("reason").textValue());
    }

    private static ObjectNode json(ParkedKey key) {
        return Json.object()
                .put("key", key.key())
                .put("partition", key.partition())
                .put("event", key.event())
                .put("type", key.type())
                .put("reason", key.reason())
                .put("tries", key.tries())
                .put("since", key.since().toString())
                .put("events", key.events());
    }
}
