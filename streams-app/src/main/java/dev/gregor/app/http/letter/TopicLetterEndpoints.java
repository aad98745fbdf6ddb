package dev.gregor.app.http.letter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.failure.PermanentException;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.letter.topic.Redriven;
import dev.gregor.messaging.letter.topic.TopicLetter;
import dev.gregor.messaging.letter.topic.TopicLetter.Writer;
import dev.gregor.messaging.letter.topic.TopicLetterContent;
import dev.gregor.messaging.letter.topic.TopicLetterPage;
import dev.gregor.messaging.letter.topic.TopicLetters;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Shows dead letters of topics, and publishes them again. Any instance answers for all. */
public final class TopicLetterEndpoints {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    /** What topics of dead letters are called. */
    private static final List<String> SUFFIXES = List.of(".dlq", "-dlt", ".DLT");

    private final Api api;
    private final Executor executor;

    /** Answers for what is served, on an executor: letters are read from Kafka, which may take its time. */
    public TopicLetterEndpoints(Api api, Executor executor) {
        this.api = api;
        this.executor = executor;
    }

    private CompletableFuture<Reply> answer(Function<TopicLetters, ObjectNode> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Reply.json(
                                question.apply(api.backend().node().messaging().topicLetters()));
                    } catch (PermanentException e) {
                        throw new Problem(ProblemType.LETTER_NOT_FOUND, String.valueOf(e.getMessage()));
                    }
                },
                executor);
    }

    private static int limit(Context request) {
        return (int) Params.number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT);
    }

    private static Place place(Context request) {
        return new Place(
                request.pathParam("topic"),
                (int) Math.min(Integer.MAX_VALUE, Params.pathLong(request, "partition")),
                Params.pathLong(request, "offset"));
    }

    /** A page of letters that nothing was done with. */
    public CompletableFuture<Reply> list(Context request) {
        String topic = request.pathParam("topic");
        Optional<String> cursor = Optional.ofNullable(Params.text(request, "cursor"));
        int limit = limit(request);
        return answer(letters -> {
            TopicLetterPage page = page(letters, topic, cursor, limit);
            ObjectNode body = Json.object();
            ArrayNode all = body.putArray("letters");
            page.letters().stream().filter(TopicLetterEndpoints::isLetter).forEach(each -> all.add(json(each)));
            return body.put("cursor", page.cursor().orElse(null));
        });
    }

    /** Nothing else is shown of other topics than what says that it is a dead letter. */
    private static boolean isLetter(TopicLetter letter) {
        return letter.writer() != Writer.UNKNOWN
                || SUFFIXES.stream().anyMatch(letter.place().topic()::endsWith);
    }

    private static TopicLetterPage page(TopicLetters letters, String topic, Optional<String> cursor, int limit) {
        try {
            return letters.page(topic, cursor, limit);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("cursor", cursor.orElse(""), "the cursor of the page before");
        }
    }

    /** A letter with all that it has. */
    public CompletableFuture<Reply> show(Context request) {
        Place place = place(request);
        boolean payloads = LetterParams.payloads(request);
        return answer(letters -> {
            TopicLetterContent content = letters.show(place);
            if (!isLetter(content.letter())) {
                throw new Problem(ProblemType.LETTER_NOT_FOUND, "The record at %s is no dead letter".formatted(place));
            }
            ObjectNode json = json(content.letter());
            LetterJson.record(json, content.headers(), content.stackTrace(), payloads);
            return LetterJson.value(json, content.data(), content.value(), payloads);
        });
    }

    /** Publishes letters again. */
    public CompletableFuture<Reply> redriveAll(Context request) {
        String topic = request.pathParam("topic");
        int limit = limit(request);
        String by = LetterParams.by(request);
        return answer(letters -> json(letters.redrive(topic, limit, by)));
    }

    /** Publishes a letter again. */
    public CompletableFuture<Reply> redrive(Context request) {
        Place place = place(request);
        String by = LetterParams.by(request);
        return answer(letters -> json(letters.redrive(place, by)));
    }

    /** Takes letters out of the list. */
    public CompletableFuture<Reply> discardAll(Context request) {
        String topic = request.pathParam("topic");
        int limit = limit(request);
        String reason = LetterParams.reason(request);
        String by = LetterParams.by(request);
        return answer(letters -> json(letters.discard(topic, limit, reason, by)));
    }

    /** Takes a letter out of the list. */
    public CompletableFuture<Reply> discard(Context request) {
        Place place = place(request);
        String reason = LetterParams.reason(request);
        String by = LetterParams.by(request);
        return answer(letters -> json(letters.discard(place, reason, by)));
    }

    private static ObjectNode json(TopicLetter letter) {
        return Json.object()
                .put("id", letter.id())
                .put("partition", letter.place().partition())
                .put("offset", letter.place().offset())
                .put("writer", letter.writer().name())
                .put("service", letter.service())
                .put("originTopic", letter.origin().topic())
                .put("originPartition", letter.origin().partition())
                .put("originOffset", letter.origin().offset())
                .put("key", letter.key())
                .put("type", letter.type())
                .put("exception", letter.exception())
                .put("message", letter.message())
                .put("time", letter.time().toString())
                .put("obstacle", letter.obstacle().orElse(null));
    }

    private static ObjectNode json(Redriven redriven) {
        ObjectNode json = Json.object().put("done", redriven.done());
        ArrayNode skipped = json.putArray("skipped");
        redriven.skipped()
                .forEach(
                        each -> skipped.addObject().put("letter", each.letter()).put("reason", each.reason()));
        return json;
    }
}
