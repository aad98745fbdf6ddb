package dev.gregor.app.http.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Body;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Members;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.node.access.SubjectOperations;
import dev.gregor.privacy.Receipt;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.WrappedKey;
import dev.gregor.privacy.key.rotation.Rotation;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Forgets subjects, says what is known of them, and rotates the master key. Any instance answers for all. */
public final class PrivacyEndpoints {

    private static final String SUBJECT = "subject";
    private static final String REASON = "reason";
    private static final String BY = "by";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final Api api;
    private final Body body;
    private final Executor executor;

    /**
     * Answers for what is served.
     *
     * @param executor the store of the keys may take its time
     */
    public PrivacyEndpoints(Api api, Body body, Executor executor) {
        this.api = api;
        this.body = body;
        this.executor = executor;
    }

    private CompletableFuture<Reply> answer(Function<SubjectOperations, ObjectNode> question) {
        SubjectOperations fields = api.backend()
                .node()
                .sealedFields()
                .orElseThrow(
                        () -> new Problem(
                                ProblemType.NOTHING_SEALED,
                                "No schema marks a personal field, so there is nothing to forget: see gregor.privacy in the settings"));
        return CompletableFuture.supplyAsync(() -> Reply.json(question.apply(fields)), executor);
    }

    /** Forgets the subject in the body, whose id belongs in no log of paths. */
    public CompletableFuture<Reply> forget(Context request) {
        JsonNode json = body.json(request);
        Members.requireObject("The body", json, List.of(SUBJECT, REASON, BY));
        String subject = required(json, SUBJECT);
        String reason = required(json, REASON);
        String caller = Caller.of(request).name();
        String by = caller != null ? caller : required(json, BY);
        return answer(fields -> receipt(fields.privacy().forget(subject, by, reason)));
    }

    private static String required(JsonNode json, String member) {
        String text = Members.text(json, member);
        if (text.isBlank()) {
            throw Problem.invalid(member, text, "a text that is not blank");
        }
        return text;
    }

    /** What is known of a subject. */
    public CompletableFuture<Reply> subject(Context request) {
        String subject = request.pathParam(SUBJECT);
        return answer(fields -> {
            Optional<SubjectEntry> entry = fields.privacy().find(subject);
            ObjectNode answer = Json.object()
                    .put(SUBJECT, subject)
                    .put("sealed", entry.filter(WrappedKey.class::isInstance).isPresent())
                    .put("forgotten", entry.filter(Forgotten.class::isInstance).isPresent());
            fields.privacy().receipt(subject).ifPresent(receipt -> answer.set("receipt", receipt(receipt)));
            return answer;
        });
    }

    /** A page of receipts. */
    public CompletableFuture<Reply> forgotten(Context request) {
        int limit = (int) Params.number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        @Nullable String cursor = Params.text(request, "cursor");
        return answer(fields -> {
            List<Map.Entry<String, Forgotten>> all =
                    List.copyOf(fields.privacy().forgotten().entrySet());
            int from = cursor == null ? 0 : after(cursor, all);
            int to = Math.min(from + limit, all.size());
            ObjectNode json = Json.object();
            ArrayNode page = json.putArray("forgotten");
            all.subList(from, to).forEach(each -> page.add(receipt(each.getKey(), each.getValue())));
            return json.put("count", all.size())
                    .put("cursor", to < all.size() ? all.get(to - 1).getValue().receipt() : null);
        });
    }

    private static int after(String cursor, List<Map.Entry<String, Forgotten>> receipts) {
        return 1
                + IntStream.range(0, receipts.size())
                        .filter(each -> receipts.get(each).getValue().receipt().equals(cursor))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid("cursor", cursor, "the cursor of the page before"));
    }

    private static ObjectNode receipt(String subject, Forgotten forgotten) {
        return Json.object()
                .put(SUBJECT, subject)
                .put("receipt", forgotten.receipt())
                .put("at", forgotten.at().toString())
                .put(BY, forgotten.by())
                .put(REASON, forgotten.reason());
    }

    private static ObjectNode receipt(Receipt receipt) {
        ObjectNode json = receipt(receipt.subject(), receipt.forgotten()).put("done", receipt.done());
        ObjectNode readModels = json.putObject("readModels");
        new TreeMap<>(receipt.readModels()).forEach((name, mending) -> readModels.put(name, mending.name()));
        new TreeSet<>(receipt.states().keySet()).forEach(json.putArray("states")::add);
        receipt.problems().forEach(json.putArray("problems")::add);
        return json;
    }

    /** Starts to wrap all keys by the current master key. */
    public CompletableFuture<Reply> rotate(Context request) {
        return answer(fields -> rotation(fields.rotation().start()));
    }

    /** How far that is in this instance. */
    public CompletableFuture<Reply> rotation(Context request) {
        return answer(fields -> rotation(fields.rotation().progress()));
    }

    private static ObjectNode rotation(Rotation rotation) {
        ObjectNode json = Json.object()
                .put("state", rotation.state().name())
                .put("master", rotation.master())
                .put("rewrapped", rotation.rewrapped());
        ObjectNode left = json.putObject("left");
        rotation.left().forEach(left::put);
        return json.put("problem", rotation.problem().orElse(null));
    }
}
