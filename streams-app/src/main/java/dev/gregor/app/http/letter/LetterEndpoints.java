package dev.gregor.app.http.letter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Body;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.InvalidFieldException;
import dev.gregor.messaging.letter.DeadLetter;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.letter.DryRun;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.LetterPage;
import dev.gregor.messaging.letter.audit.AuditPage;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows dead letters, and has them retried or discarded. Any instance answers for all. */
public final class LetterEndpoints {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final int DRY_RUNS = 10;
    private static final int MAX_DRY_RUNS = 100;

    private final Api api;
    private final Body body;
    private final Executor executor;
    private final Executor dryRuns;

    /**
     * Answers for what is served.
     *
     * @param executor letters are read from Kafka, which may take its time
     * @param dryRuns handlers take as long as they like
     */
    public LetterEndpoints(Api api, Body body, Executor executor, Executor dryRuns) {
        this.api = api;
        this.body = body;
        this.executor = executor;
        this.dryRuns = dryRuns;
    }

    private CompletableFuture<Reply> answer(Function<DeadLetters, ObjectNode> question) {
        return answer(question, executor);
    }

    private CompletableFuture<Reply> answer(Function<DeadLetters, ObjectNode> question, Executor thread) {
        return CompletableFuture.supplyAsync(
                () -> Reply.json(question.apply(api.backend().node().messaging().deadLetters())), thread);
    }

    private static <T> ObjectNode array(String name, List<T> items, Function<T, ObjectNode> json) {
        ObjectNode body = Json.object();
        body.putArray(name).addAll(items.stream().map(json).toList());
        return body;
    }

    /** A page of letters. */
    public CompletableFuture<Reply> list(Context request) {
        LetterFilter filter = LetterParams.filter(request);
        Optional<String> cursor = Optional.ofNullable(Params.text(request, "cursor"));
        int limit = (int) Params.number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        return answer(letters -> {
            LetterPage page = page(letters, filter, cursor, limit);
            return array("letters", page.letters(), LetterJson::letter)
                    .put("count", page.count())
                    .put("cursor", page.cursor().orElse(null));
        });
    }

    private static LetterPage page(DeadLetters letters, LetterFilter filter, Optional<String> cursor, int limit) {
        try {
            return letters.page(filter, cursor, limit);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", cursor.orElse(""), "the cursor of the page before");
        }
    }

    /** The groups of all letters. */
    public CompletableFuture<Reply> groups(Context request) {
        return answer(letters -> array("groups", letters.groups(), LetterJson::group));
    }

    /** A letter with all that it has. */
    public CompletableFuture<Reply> show(Context request) {
        String id = request.pathParam("letter");
        boolean payloads = LetterParams.payloads(request);
        return answer(letters -> LetterJson.content(letters.show(require(letters, id)), payloads));
    }

    /** Has a letter handled again. */
    public CompletableFuture<Reply> retry(Context request) {
        String id = request.pathParam("letter");
        String by = LetterParams.by(request);
        return answer(letters ->
                request(letters, letters.retry(require(letters, id).id(), by)));
    }

    /** Gives a letter another value and has it handled again. */
    public CompletableFuture<Reply> edit(Context request) {
        String id = request.pathParam("letter");
        @Nullable String reason = Params.text(request, "reason");
        String by = LetterParams.by(request);
        JsonNode data = body.json(request);
        return answer(letters -> {
            require(letters, id);
            try {
                return request(letters, letters.edit(id, data, reason == null ? "" : reason, by));
            } catch (InvalidFieldException e) {
                throw Problem.invalid(e);
            } catch (PermanentException e) {
                throw new Problem(ProblemType.LETTER_REFUSED, String.valueOf(e.getMessage()));
            }
        });
    }

    /** Tries a letter. */
    public CompletableFuture<Reply> dryRun(Context request) {
        String id = request.pathParam("letter");
        String by = LetterParams.by(request);
        return answer(
                letters -> dryRuns(
                        letters.dryRun(LetterFilter.id(require(letters, id).id()), 1, by)),
                dryRuns);
    }

    /** Tries letters that a filter lets pass. */
    public CompletableFuture<Reply> dryRuns(Context request) {
        LetterFilter filter = LetterParams.filter(request);
        int limit = (int) Params.number(request, "limit", DRY_RUNS, MAX_DRY_RUNS);
        String by = LetterParams.by(request);
        return answer(letters -> dryRuns(letters.dryRun(filter, limit, by)), dryRuns);
    }

    private static ObjectNode dryRuns(List<DryRun> runs) {
        return array("dryRuns", runs, LetterJson::dryRun);
    }

    /** Who did what. */
    public CompletableFuture<Reply> audit(Context request) {
        Optional<String> letter = Optional.ofNullable(Params.text(request, "letter"));
        int limit = (int) Params.number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT);
        long before = Params.number(request, "before", Long.MAX_VALUE, Long.MAX_VALUE);
        return answer(letters -> {
            AuditPage page = letters.audit(letter, OptionalLong.of(before), limit);
            return array("audit", page.entries(), LetterJson::audit)
                    .put("next", page.next().stream().boxed().findFirst().orElse(null));
        });
    }

    /** Has all letters handled again that a filter lets pass. */
    public CompletableFuture<Reply> retryAll(Context request) {
        LetterFilter filter = LetterParams.filter(request);
        double perSecond = LetterParams.perSecond(request);
        String by = LetterParams.by(request);
        return answer(letters -> request(letters, letters.retry(filter, perSecond, by)));
    }

    /** Takes a letter out of the way. */
    public CompletableFuture<Reply> discard(Context request) {
        String id = request.pathParam("letter");
        String reason = LetterParams.reason(request);
        String by = LetterParams.by(request);
        return answer(letters -> request(
                letters, letters.discard(LetterFilter.id(require(letters, id).id()), reason, by)));
    }

    /** Takes all letters out of the way that a filter lets pass; one that lets all pass has to say so. */
    public CompletableFuture<Reply> discardAll(Context request) {
        LetterFilter filter = LetterParams.filter(request);
        if (filter.equals(LetterFilter.all()) && !Params.flag(request, "all")) {
            throw Problem.invalid("all", null, "true, or a filter: without one all letters would be discarded");
        }
        String reason = LetterParams.reason(request);
        String by = LetterParams.by(request);
        return answer(letters -> request(letters, letters.discard(filter, reason, by)));
    }

    /** What is asked for and not done yet. */
    public CompletableFuture<Reply> requests(Context request) {
        return answer(letters -> array("requests", letters.requests(), LetterJson::request));
    }

    /** How far a request is. */
    public CompletableFuture<Reply> progress(Context request) {
        String id = request.pathParam("request");
        return answer(letters -> request(letters, id));
    }

    private static ObjectNode request(DeadLetters letters, String id) {
        return letters.requests().stream()
                .filter(each -> each.request().id().equals(id))
                .findFirst()
                .map(LetterJson::request)
                .orElseGet(() -> Json.object().put("request", id).put("left", 0).put("done", true));
    }

    private static DeadLetter require(DeadLetters letters, String id) {
        return letters.find(id)
                .orElseThrow(() -> new Problem(
                        ProblemType.LETTER_NOT_FOUND,
                        "There is no dead letter '%s'; /api/dead-letters lists those that there are".formatted(id)));
    }
}
