package dev.gregor.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gregor.avro.RegistryHttp.Refusal;
import dev.gregor.failure.PermanentException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A client of a schema registry that speaks Confluent's REST API (Confluent, Apicurio under {@code /apis/ccompat/v7},
 * Karapace, Redpanda). Ids and the schemas of ids never change, and are asked for once.
 *
 * <p>Every method throws {@link dev.gregor.failure.TransientException} if no registry answers, after the retries of
 * {@code max.retries}, and {@link PermanentException} if it refuses. Safe for use by many threads.
 */
public final class SchemaRegistry {

    private static final int KEPT_SCHEMAS = 10_000;

    private record SubjectSchema(String subject, Schema schema) {}

    private final RegistryHttp http;
    private final String query;
    private final Cache<SubjectSchema, Integer> ids =
            Caffeine.newBuilder().maximumSize(KEPT_SCHEMAS).build();
    private final Cache<Integer, Schema> schemas =
            Caffeine.newBuilder().maximumSize(KEPT_SCHEMAS).build();

    private SchemaRegistry(RegistryConfig config) {
        this.http = new RegistryHttp(config);
        this.query = config.query();
    }

    /**
     * A client of the registries in {@code schema.registry.url}; connects with the first request.
     *
     * @param settings those of Confluent's clients: {@code basic.auth.*}, {@code bearer.auth.token},
     *     {@code schema.registry.ssl.*}, {@code http.read.timeout.ms} and so on; others are ignored
     * @throws org.apache.kafka.common.config.ConfigException if a setting is missing or has an impossible value
     */
    public static SchemaRegistry of(Map<String, ?> settings) {
        return new SchemaRegistry(new RegistryConfig(settings));
    }

    /** The id of a schema, which becomes the subject's newest version unless it is one already. */
    public int register(String subject, Schema schema) {
        return ids.get(new SubjectSchema(subject, schema), this::askToRegister);
    }

    private Integer askToRegister(SubjectSchema asked) {
        try {
            String path = "/subjects/" + encoded(asked.subject()) + "/versions" + query;
            return field(http.post(path, asked.schema().toString()), "id").intValue();
        } catch (Refusal e) {
            throw e.status == 409 ? incompatible(asked, e) : e;
        }
    }

    private static PermanentException incompatible(SubjectSchema asked, Refusal refusal) {
        return new PermanentException(
                """
                %s breaks the compatibility rule of subject %s: %s. Give a new field a default, keep what a field was, \
                or make the change under a new major version of the message.""".formatted(asked.schema().getFullName(), asked.subject(), refusal.reason), refusal);
    }

    /** The id of a schema that is one of the subject's versions; registers nothing. */
    public int id(String subject, Schema schema) {
        return ids.get(new SubjectSchema(subject, schema), this::askForId);
    }

    private Integer askForId(SubjectSchema asked) {
        try {
            String path = "/subjects/" + encoded(asked.subject()) + query;
            return field(http.post(path, asked.schema().toString()), "id").intValue();
        } catch (Refusal e) {
            if (e.status != 404) {
                throw e;
            }
            throw new PermanentException(
                    "%s is no version of subject %s (%s). Register it, or set auto.register.schemas=true."
                            .formatted(asked.schema().getFullName(), asked.subject(), e.reason),
                    e);
        }
    }

    /** The schema of an id. */
    public Schema schema(int id) {
        return schemas.get(id, this::askForSchema);
    }

    private Schema askForSchema(Integer id) {
        try {
            return parse(
                    http.get("/schemas/ids/" + id), new Schema.Parser(NameValidator.NO_VALIDATION), new HashSet<>());
        } catch (Refusal e) {
            if (e.status != 404) {
                throw e;
            }
            throw new UnknownSchemaException(
                    "No schema with the id %d (%s). Was it written with another registry?".formatted(id, e.reason), e);
        }
    }

    /** All versions of a subject, oldest first; asked for anew each time. Empty if there is no such subject. */
    public List<RegisteredSchema> versions(String subject) {
        List<RegisteredSchema> versions = new ArrayList<>();
        try {
            http.get("/subjects/" + encoded(subject) + "/versions")
                    .forEach(version -> versions.add(version(subject, version.asText())));
        } catch (Refusal e) {
            if (e.status != 404) {
                throw e;
            }
        }
        return versions;
    }

    /** The newest version of a subject; asked for anew each time. */
    public RegisteredSchema latest(String subject) {
        return version(subject, "latest");
    }

    private RegisteredSchema version(String subject, String version) {
        JsonNode answer = http.get("/subjects/" + encoded(subject) + "/versions/" + version);
        Schema schema = parse(answer, new Schema.Parser(NameValidator.NO_VALIDATION), new HashSet<>());
        return new RegisteredSchema(
                field(answer, "id").intValue(), field(answer, "version").intValue(), schema);
    }

    /** Why a schema would be refused as the subject's next version: empty if it would not. */
    public List<String> incompatibilities(String subject, Schema schema) {
        String path = "/compatibility/subjects/" + encoded(subject) + "/versions/latest?verbose=true";
        JsonNode answer;
        try {
            answer = http.post(path, schema.toString());
        } catch (Refusal e) {
            if (e.status == 404) {
                return List.of();
            }
            throw e;
        }
        if (field(answer, "is_compatible").asBoolean()) {
            return List.of();
        }
        List<String> reasons = new ArrayList<>();
        answer.path("messages").forEach(message -> reasons.add(message.asText()));
        return reasons.isEmpty() ? List.of("The registry gives no reason.") : reasons;
    }

    /** References are parsed before the schema that names them, each once. */
    private Schema parse(JsonNode answer, Schema.Parser parser, Set<String> parsed) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new PermanentException("A schema of type %s, expected AVRO: %s".formatted(type, answer));
        }
        for (JsonNode reference : answer.path("references")) {
            String path = "/subjects/%s/versions/%s"
                    .formatted(
                            encoded(field(reference, "subject").asText()),
                            field(reference, "version").asText());
            if (parsed.add(path)) {
                parse(http.get(path), parser, parsed);
            }
        }
        try {
            return parser.parse(field(answer, "schema").asText());
        } catch (SchemaParseException e) {
            throw new PermanentException("The registry's answer is no Avro schema: " + answer, e);
        }
    }

    private static JsonNode field(JsonNode answer, String name) {
        JsonNode value = answer.get(name);
        if (value == null) {
            throw new PermanentException("The registry's answer has no field %s: %s".formatted(name, answer));
        }
        return value;
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
