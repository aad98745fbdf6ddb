package dev.gregor.avro.registry;

import static dev.gregor.avro.registry.RegistryAnswer.field;
import static dev.gregor.avro.registry.RegistryHttp.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.avro.registry.RegistryHttp.Refusal;
import dev.gregor.avro.schema.Misreading;
import dev.gregor.avro.schema.MovedNames;
import dev.gregor.avro.schema.Reading;
import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids that a registry gives schemas. Its answers are not taken at their word: two replicas refuse a schema as
 * incompatible that is there already, and an answer of 200 may hold the id of another text.
 */
final class SubjectIds {

    private static final Logger LOG = LoggerFactory.getLogger(SubjectIds.class);

    record SubjectSchema(String subject, Schema schema) {}

    private final RegistryHttp http;
    private final String query;
    private final IntFunction<Schema> schemas;

    /** Looks up what an id stands for with the given function. */
    SubjectIds(RegistryHttp http, String query, IntFunction<Schema> schemas) {
        this.http = http;
        this.query = query;
        this.schemas = schemas;
    }

    /** The id of a schema, which becomes a version of the subject unless it is one. */
    int register(SubjectSchema requested) {
        String path = "/subjects/" + encoded(requested.subject()) + "/versions" + query;
        for (int attempt = 0; ; attempt++) {
            try {
                return confirmed(requested, http.post(path, requested.schema().toString()));
            } catch (Refusal e) {
                Optional<JsonNode> known = e.status == 409 ? find(requested) : Optional.empty();
                if (known.isPresent()) {
                    return confirmed(requested, known.get());
                }
                if (e.status != 409) {
                    throw e;
                }
                if (!incompatibilities(requested).isEmpty() || !http.pausesAfter(attempt)) {
                    throw incompatible(requested, e);
                }
            }
        }
    }

    /** The id of a schema that is a version of the subject. */
    int find(SubjectSchema requested, String cure) {
        for (int attempt = 0; ; attempt++) {
            Optional<JsonNode> known = find(requested);
            if (known.isPresent()) {
                return confirmed(requested, known.get());
            }
            if (!http.pausesAfter(attempt)) {
                throw new PermanentException("%s is no version of subject %s. %s"
                        .formatted(requested.schema().getFullName(), requested.subject(), cure));
            }
        }
    }

    private Optional<JsonNode> find(SubjectSchema requested) {
        String path = "/subjects/" + encoded(requested.subject()) + query;
        return http.find(path, requested.schema().toString());
    }

    private int confirmed(SubjectSchema requested, JsonNode answer) {
        int id = field(answer, "id").intValue();
        Schema registered = schemas.apply(id);
        if (!isWrittenAlike(requested.schema(), registered)) {
            throw new PermanentException(
                    "The registry answered the id %d for %s under subject %s, but that id stands for another schema: %s. Was the registry replaced, or does it run as several that do not agree? Register the schema by hand."
                            .formatted(id, requested.schema().getFullName(), requested.subject(), registered));
        }
        if (!names(requested.schema()).equals(names(registered))) {
            LOG.warn(
                    "Subject {} keeps an earlier text of {}, id {}: aliases, default values or enum defaults differ. The bytes are the same; readers that use the schema of the registry do without them",
                    requested.subject(),
                    requested.schema().getFullName(),
                    id);
        }
        return id;
    }

    private static boolean isWrittenAlike(Schema requested, Schema registered) {
        return SchemaNormalization.toParsingForm(requested).equals(SchemaNormalization.toParsingForm(registered))
                && Reading.misreadings(requested, registered).stream().noneMatch(SubjectIds::isOfType)
                && Reading.misreadings(registered, requested).stream().noneMatch(SubjectIds::isOfType);
    }

    private static boolean isOfType(Misreading found) {
        return found.kind() == Misreading.Kind.TYPE || found.kind() == Misreading.Kind.NARROWER;
    }

    /** What readers go by and writers do not. */
    private static List<Object> names(Schema schema) {
        List<Object> names = new ArrayList<>(MovedNames.attributes(schema));
        MovedNames.named(schema).values().stream()
                .filter(type -> type.getType() == Schema.Type.RECORD)
                .flatMap(type -> type.getFields().stream())
                .forEach(field -> names.add(String.valueOf(field.defaultVal())));
        return names;
    }

    /** Why a schema would be refused as the subject's next version: empty if it would not. */
    List<String> incompatibilities(SubjectSchema requested) {
        String path = "/compatibility/subjects/" + encoded(requested.subject()) + "/versions/latest?verbose=true";
        Optional<JsonNode> answer = http.find(path, requested.schema().toString());
        if (answer.isEmpty() || field(answer.get(), "is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        answer.get().path("messages").forEach(message -> reasons.add(message.asText()));
        return reasons.isEmpty() ? List.of("The registry gives no reason.") : reasons;
    }

    private PermanentException incompatible(SubjectSchema requested, Refusal refusal) {
        return new PermanentException(
                """
                %s breaks the compatibility rule of subject %s%s: %s. Give a new field a default, keep what a field was, \
                or make the change under a new major version of the message.""".formatted(
                                requested.schema().getFullName(),
                                requested.subject(),
                                level(requested.subject()),
                                refusal.reason),
                refusal);
    }

    /** A registry says that a subject has the level NONE, or none, while that of all subjects is in force. */
    private String level(String subject) {
        try {
            return http.find("/config/" + encoded(subject))
                    .or(() -> http.find("/config"))
                    .map(SubjectIds::levelOf)
                    .filter(level -> !level.equals("NONE"))
                    .or(() -> http.find("/config").map(SubjectIds::levelOf))
                    .map(level -> " (" + level + ")")
                    .orElse("");
        } catch (GregorException e) {
            return "";
        }
    }

    private static String levelOf(JsonNode config) {
        return config.path("compatibilityLevel")
                .asText(config.path("compatibility").asText("NONE"));
    }
}
