package dev.gregor.app.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.json.Excerpt;
import dev.gregor.json.NearestName;
import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/** Reads members of JSON objects that requests consist of, and refuses others. */
public final class Members {

    private Members() {}

    /** Requires that this is an object; throws a {@link Problem} that names it and what it may have. */
    public static void requireObject(String what, JsonNode json, Collection<String> known) {
        if (!json.isObject()) {
            throw Problem.invalid(what, Json.text(json), "a JSON object with " + String.join(", ", known));
        }
        requireKnown(json, known, known::contains);
    }

    /** Requires that an object has none but these members, which are names of headers: their case does not matter. */
    public static void requireHeaders(JsonNode object, Collection<String> known) {
        requireKnown(object, known, name -> known.stream().anyMatch(name::equalsIgnoreCase));
    }

    private static void requireKnown(JsonNode object, Collection<String> known, Predicate<String> isKnown) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            if (!isKnown.test(name)) {
                String meant = NearestName.of(name, known)
                        .map(nearest -> " (did you mean " + nearest + "?)")
                        .orElse("");
                throw Problem.invalid(
                        Excerpt.of(name), Json.text(member.getValue()), "only " + String.join(", ", known) + meant);
            }
        }
    }

    /** The text of a member that has to be there. */
    public static String text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        if (!value.isTextual()) {
            throw Problem.invalid(member, value.isMissingNode() ? null : Json.text(value), "a string");
        }
        return value.textValue();
    }

    /** Requires that a member is an object of strings, if it is there. */
    public static void requireTexts(String member, JsonNode json) {
        if (!json.isMissingNode() && !json.isObject()) {
            throw Problem.invalid(member, Json.text(json), "a JSON object of strings");
        }
    }
}
