package dev.gregor.app.http.openapi;

import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Query;

/** The operations on the outbox. */
final class OutboxDescription {

    private static final String TAG = "outbox";
    private static final String OUTBOX = "/api/outbox";

    private OutboxDescription() {}

    static void describe(OpenApi api) {
        api.get(OUTBOX, TAG, "What is not known to be published, the topic first that has waited longest")
                .answers(OpenApiShapes.reference("Outbox"))
                .problems(ProblemType.NO_OUTBOX, ProblemType.UNAVAILABLE);
        api.operation("post", OUTBOX + "/republish", TAG, "Publishes messages again, the oldest first")
                .query(Query.REPUBLISH)
                .answers(OpenApiShapes.reference("Republished"))
                .problems(ProblemType.NO_OUTBOX, ProblemType.UNAVAILABLE);
        api.operation("post", OUTBOX + "/clean-up", TAG, "Deletes messages that were published before a time")
                .query(Query.CLEAN_UP_OUTBOX)
                .answers(OpenApiShapes.reference("CleanedUpOutbox"))
                .problems(ProblemType.NO_OUTBOX, ProblemType.UNAVAILABLE);
    }
}
