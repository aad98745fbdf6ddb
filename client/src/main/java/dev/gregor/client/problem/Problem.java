package dev.gregor.client.problem;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A problem that an instance has reported, as {@code docs/http-problems.md} lists them.
 *
 * @param type what kind of problem it is, such as {@code /problems/unavailable}; for programs
 * @param title what all problems of this type have in common; for people
 * @param status the status of HTTP
 * @param detail what is special in this one; for people
 * @param body the whole answer as JSON, with all other members
 */
public record Problem(String type, String title, int status, String detail, String body) {

    /** Reads what an instance answers with; members that are missing are empty. */
    public static Problem of(JsonNode json, int status) {
        return new Problem(
                json.path("type").asText(),
                json.path("title").asText(),
                status,
                json.path("detail").asText(),
                json.toString());
    }

    @Override
    public String toString() {
        return "%s: %s (%d %s)".formatted(title, detail, status, type);
    }
}
