package dev.gregor.app.http.openapi;

import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Query;

/** The operations on dead letters. */
final class LetterOperations {

    private static final String TAG = "dead letters";
    private static final String LETTERS = "/api/dead-letters";
    private static final String LETTER = LETTERS + "/{letter}";

    private static final String PLACE = "/{partition}/{offset}";

    private LetterOperations() {}

    static void describe(OpenApi api) {
        api.get(LETTERS, TAG, "What could not be handled, the oldest first")
                .query(Query.LETTERS)
                .answers(OpenApiShapes.reference("Letters"));
        api.get(LETTERS + "/groups", TAG, "The same by subscription, exception and type, the largest group first")
                .answers(OpenApiShapes.reference("LetterGroups"));
        one(api, "get", LETTER, "A letter with headers, stack trace and data")
                .answers(OpenApiShapes.reference("LetterContent"));
        one(api, "post", LETTER + "/retry", "Has a letter handled again, and then those behind it")
                .query(Query.RETRY_LETTER)
                .answers(OpenApiShapes.reference("LetterRequest"));
        one(api, "delete", LETTER, "Discards a letter; those behind it are handled")
                .query(Query.DISCARD_LETTER)
                .answers(OpenApiShapes.reference("LetterRequest"));
        one(api, "post", LETTER + "/dry-run", "Calls the present handlers with a letter, and keeps nothing of it")
                .query(Query.RETRY_LETTER)
                .answers(OpenApiShapes.reference("DryRuns"));
        one(api, "post", LETTER + "/edit", "Gives a letter another value, and has it handled again")
                .query(Query.EDIT_LETTER)
                .body(OpenApiShapes.reference("LetterData"), false)
                .answers(OpenApiShapes.reference("LetterRequest"))
                .problems(ProblemType.LETTER_REFUSED);
        many(api);
        ofTopics(api);
    }

    private static void many(OpenApi api) {
        api.operation("post", LETTERS + "/retry", TAG, "Has letters handled again, all or those of a filter")
                .query(Query.RETRY_LETTERS)
                .answers(OpenApiShapes.reference("LetterRequest"))
                .problems(ProblemType.UNAVAILABLE);
        api.operation("delete", LETTERS, TAG, "Discards the letters of a filter")
                .query(Query.DISCARD_LETTERS)
                .answers(OpenApiShapes.reference("LetterRequest"))
                .problems(ProblemType.UNAVAILABLE);
        api.operation("post", LETTERS + "/dry-run", TAG, "Calls the present handlers with letters of a filter")
                .query(Query.DRY_RUNS)
                .answers(OpenApiShapes.reference("DryRuns"))
                .problems(ProblemType.UNAVAILABLE);
        api.get(LETTERS + "/audit", TAG, "Who did what with letters, the newest first")
                .query(Query.LETTER_AUDIT)
                .answers(OpenApiShapes.reference("LetterAudit"));
        api.get(LETTERS + "/requests", TAG, "What was asked for and is not done yet")
                .answers(OpenApiShapes.reference("LetterRequests"));
        api.get(LETTERS + "/requests/{request}", TAG, "How far a request is")
                .pathParameter("request", "Its id, as the answer to it had it")
                .answers(OpenApiShapes.reference("LetterRequest"));
    }

    private static void ofTopics(OpenApi api) {
        topic(api, "get", "", "Letters of others in a topic: Spring Kafka, Kafka Streams, commands")
                .query(Query.TOPIC_LETTERS)
                .answers(OpenApiShapes.reference("TopicLetters"));
        topic(api, "delete", "", "Takes letters of a topic out of the list")
                .query(Query.DISCARD_TOPIC_LETTERS)
                .answers(OpenApiShapes.reference("Redriven"));
        topic(api, "post", "/redrive", "Publishes letters of a topic again where they were before")
                .query(Query.REDRIVE)
                .answers(OpenApiShapes.reference("Redriven"));
        place(topic(api, "get", PLACE, "A letter of a topic with headers, stack trace and data"))
                .answers(OpenApiShapes.reference("TopicLetterContent"));
        place(topic(api, "delete", PLACE, "Takes a letter of a topic out of the list"))
                .query(Query.DISCARD_LETTER)
                .answers(OpenApiShapes.reference("Redriven"));
        place(topic(api, "post", PLACE + "/redrive", "Publishes a letter of a topic again where it was before"))
                .query(Query.RETRY_LETTER)
                .answers(OpenApiShapes.reference("Redriven"));
    }

    private static OpenApiOperation topic(OpenApi api, String method, String path, String summary) {
        return api.operation(method, LETTERS + "/topics/{topic}" + path, TAG, summary)
                .pathParameter("topic", "Name of the topic of dead letters")
                .problems(ProblemType.LETTER_NOT_FOUND, ProblemType.UNAVAILABLE);
    }

    private static OpenApiOperation place(OpenApiOperation operation) {
        return operation
                .pathParameter("partition", "Partition that the letter is in")
                .pathParameter("offset", "Offset at which the letter is");
    }

    private static OpenApiOperation one(OpenApi api, String method, String path, String summary) {
        return api.operation(method, path, TAG, summary)
                .pathParameter("letter", "Id of the letter, percent-encoded")
                .problems(ProblemType.LETTER_NOT_FOUND, ProblemType.UNAVAILABLE);
    }
}
