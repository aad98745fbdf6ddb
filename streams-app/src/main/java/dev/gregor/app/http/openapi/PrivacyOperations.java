package dev.gregor.app.http.openapi;

import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Query;

/** The operations on personal fields. */
final class PrivacyOperations {

    private static final String TAG = "privacy";
    private static final String ROTATION = "/api/privacy/rotation";

    private PrivacyOperations() {}

    static void describe(OpenApi api) {
        api.operation("post", "/api/privacy/forget", TAG, "Destroys the key of a subject, once and for all")
                .body(OpenApiShapes.reference("Forget"), true)
                .answers(OpenApiShapes.reference("ForgetReceipt"))
                .problems(
                        ProblemType.NOTHING_SEALED,
                        ProblemType.TOO_LARGE,
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.UNAVAILABLE);
        api.get("/api/privacy/forgotten", TAG, "Who has forgotten whom, when and why, the newest first")
                .query(Query.FORGOTTEN)
                .answers(OpenApiShapes.reference("Forgotten"))
                .problems(ProblemType.NOTHING_SEALED, ProblemType.UNAVAILABLE);
        api.get("/api/privacy/subjects/{subject}", TAG, "Whether a subject has a key, or is forgotten")
                .pathParameter("subject", "Id of the subject, percent-encoded")
                .answers(OpenApiShapes.reference("Subject"))
                .problems(ProblemType.NOTHING_SEALED);
        api.operation("post", ROTATION, TAG, "Starts to wrap all keys by the current master key")
                .answers(OpenApiShapes.reference("KeyRotation"))
                .problems(ProblemType.NOTHING_SEALED, ProblemType.UNAVAILABLE);
        api.get(ROTATION, TAG, "How far this instance is with that")
                .answers(OpenApiShapes.reference("KeyRotation"))
                .problems(ProblemType.NOTHING_SEALED);
    }
}
