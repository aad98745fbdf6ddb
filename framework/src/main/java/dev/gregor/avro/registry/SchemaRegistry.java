package dev.gregor.avro.registry;

import static dev.gregor.avro.registry.RegistryAnswer.field;
import static dev.gregor.avro.registry.RegistryHttp.encoded;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gregor.avro.registry.SubjectIds.SubjectSchema;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A client of a schema registry that speaks Confluent's REST API (Confluent, Apicurio under {@code /apis/ccompat/v7},
 * Karapace, Redpanda). Ids and the schemas of ids never change, and are asked for once.
 *
 * <p>Every method throws {@link dev.gregor.failure.TransientException} if no registry answers, after the retries of
 * {@code max.retries}, and {@link PermanentException} if it refuses. Safe for use by many threads.
 */
public final class SchemaRegistry {

    private static final int KEPT_SCHEMAS = 10_000;

    /** How long an unknown id is remembered before it is requested again. */
    private static final Duration NOT_AGAIN = Duration.ofMinutes(1);

    private final RegistryHttp http;
    private final SubjectIds subjectIds;
    private final Cache<SubjectSchema, Integer> ids =
            Caffeine.newBuilder().maximumSize(KEPT_SCHEMAS).build();
    private final Cache<Integer, Schema> schemas =
            Caffeine.newBuilder().maximumSize(KEPT_SCHEMAS).build();
    private final Cache<Integer, Boolean> waitedFor = Caffeine.newBuilder()
            .maximumSize(KEPT_SCHEMAS)
            .expireAfterWrite(NOT_AGAIN)
            .build();
    private volatile @Nullable Integer known;

    private SchemaRegistry(RegistryConfig config) {
        this.http = new RegistryHttp(config);
        this.subjectIds = new SubjectIds(http, config.query(), this::schema);
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
        return ids.get(new SubjectSchema(subject, schema), subjectIds::register);
    }

    /** The id of a schema that is one of the subject's versions; registers nothing. */
    public int id(String subject, Schema schema) {
        return ids.get(
                new SubjectSchema(subject, schema),
                requested -> subjectIds.find(requested, "Register it, or set auto.register.schemas=true."));
    }

    /** The schema of an id. */
    public Schema schema(int id) {
        Schema found = schemas.getIfPresent(id);
        return found == null ? askForSchema(id) : found;
    }

    /** That an id is unknown is never kept: a registry that starts, or a replica of one, knows it a moment later. */
    private Schema askForSchema(int id) {
        for (int attempt = 0; ; attempt++) {
            Optional<JsonNode> answer = http.find("/schemas/ids/" + id);
            if (answer.isPresent()) {
                Schema schema = parse(answer.get(), new Schema.Parser(NameValidator.NO_VALIDATION), new HashSet<>());
                schemas.put(id, schema);
                known = id;
                return schema;
            }
            requireMemory(id);
            if (waitedFor.getIfPresent(id) != null || !http.pausesAfter(attempt)) {
                waitedFor.put(id, true);
                throw new UnknownSchemaException(
                        "No schema with the id %d in the registry. Was it written with another one?".formatted(id));
            }
        }
    }

    /** A registry that does not know what it knew before is still reading its journal, or another one. */
    private void requireMemory(int id) {
        Integer before = known;
        if (before != null && http.find("/schemas/ids/" + before).isEmpty()) {
            throw new TransientException(
                    "The schema registry knows neither the id %d nor %d, which it knew before: it is still starting, or was replaced by an empty one."
                            .formatted(id, before));
        }
    }

    /** All versions of a subject, oldest first; asked for anew each time. Empty if there is no such subject. */
    public List<RegisteredSchema> versions(String subject) {
        List<RegisteredSchema> versions = new ArrayList<>();
        http.find("/subjects/" + encoded(subject) + "/versions")
                .ifPresent(numbers -> numbers.forEach(version -> versions.add(version(subject, version.asText()))));
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
        return subjectIds.incompatibilities(new SubjectSchema(subject, schema));
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
        } catch (AvroRuntimeException | NumberFormatException e) {
            throw new PermanentException("The registry's answer is no Avro schema: " + answer, e);
        }
    }
}
