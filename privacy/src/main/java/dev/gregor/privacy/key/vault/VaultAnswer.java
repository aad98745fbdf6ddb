package dev.gregor.privacy.key.vault;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What Vault has answered.
 *
 * @param status of HTTP
 * @param body empty if there was none
 */
record VaultAnswer(int status, JsonNode body) {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** Whether there is nothing at a path that may have something; a path that Vault does not know is an error. */
    boolean isAbsent() {
        return status == NOT_FOUND && body.path("errors").isEmpty();
    }

    /** Whether the version was not the one that a write expected. */
    boolean isConflict() {
        return status == BAD_REQUEST && errors().contains("check-and-set parameter did not match");
    }

    String errors() {
        return body.path("errors").toString();
    }

    JsonNode data() {
        return body.path("data");
    }
}
