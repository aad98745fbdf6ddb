package dev.gregor.app.http.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Query;
import dev.gregor.json.AvroJsonSchema;
import dev.gregor.projection.ProjectionDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** The OpenAPI 3.1 description of an API, made of its definitions. */
final class OpenApi {

    private static final String INSTANCE = "/api/aggregates/%s/{id}";

    private final ObjectNode document = Json.object();
    private final ObjectNode paths;
    private final ObjectNode schemas;

    private OpenApi(Api api) {
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Gregor")
                .put("version", api.version())
                .put("description", "Commands, aggregates, events and read models.")
                .putObject("license")
                .put("name", "Apache 2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("security"); // None of its own.
        document.putArray("servers").addObject().put("url", api.base().isEmpty() ? "/" : api.base());
        paths = document.putObject("paths");
        ObjectNode shapes = OpenApiShapes.components();
        ObjectNode components = document.putObject("components");
        schemas = shapes.withObject("/schemas");
        components.set("schemas", schemas);
        components.set("responses", OpenApiShapes.problems());
        components.set("headers", shapes.get("headers"));
    }

    /**
     * Describes an API.
     *
     * @param asksForCallers whether requests have to say who makes them
     */
    static ObjectNode of(Api api, boolean asksForCallers) {
        OpenApi openApi = new OpenApi(api);
        openApi.batch();
        api.aggregates().values().forEach(openApi::aggregate);
        openApi.live("/api/events", "events", "Live events of all types");
        api.aggregates()
                .keySet()
                .forEach(type -> openApi.live("/api/events/" + type, type, "Live events of all aggregates"));
        openApi.get("/api/projections", "projections", "All projections and how they are, summed up over the instances")
                .answers(OpenApiShapes.reference("Projections"));
        newest(api.projections()).forEach(openApi::projection);
        newest(api.projections()).forEach(openApi::parked);
        TopicOperations.describe(openApi, api.channels().published(), openApi.schemas);
        ScheduleOperations.describe(openApi, api.channels().published(), openApi.schemas);
        OutboxDescription.describe(openApi);
        LetterOperations.describe(openApi);
        PrivacyOperations.describe(openApi);
        openApi.operations();
        if (asksForCallers) {
            openApi.credentials();
        }
        openApi.leaveOutUnused();
        return openApi.document;
    }

    private void credentials() {
        document.withArray("security").addObject().putArray("bearer");
        document.withObject("/components/securitySchemes/bearer")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "A token of the OpenID provider, or an API key");
        paths.forEach(path -> path.forEach(operation -> new OpenApiOperation((ObjectNode) operation)
                .problems(ProblemType.UNAUTHENTICATED, ProblemType.FORBIDDEN)));
        for (String health : List.of("live", "ready")) {
            ((ObjectNode) paths.at("/~1health~1" + health + "/get")).putArray("security");
        }
    }

    /** Of several versions the newest, which is to serve; the rows of an older one may differ. */
    private static Collection<ProjectionDefinition<?>> newest(List<ProjectionDefinition<?>> projections) {
        Map<String, ProjectionDefinition<?>> byName = new TreeMap<>();
        projections.forEach(
                each -> byName.merge(each.name(), each, (one, other) -> one.version() > other.version() ? one : other));
        return byName.values();
    }

    private void aggregate(AggregateDefinition<?> definition) {
        String path = INSTANCE.formatted(definition.type());
        definition.commands().forEach(command -> command(definition, command));
        get("/api/aggregates/" + definition.type(), definition.type(), "The ids of all, in the order of their bytes")
                .query(Query.IDS)
                .answers(OpenApiShapes.reference("Ids"))
                .problems(ProblemType.UNKNOWN_AGGREGATE_TYPE, ProblemType.NOT_CAUGHT_UP);
        get(path, definition.type(), "The state now, at a version or at a time")
                .id()
                .query(Query.STATE)
                .answers(state(definition))
                .problems(ProblemType.UNKNOWN_AGGREGATE_TYPE, ProblemType.NOT_CAUGHT_UP);
        get(path + "/events", definition.type(), "The events, oldest first")
                .id()
                .query(Query.EVENTS)
                .answers(OpenApiShapes.reference("Events"))
                .problems(ProblemType.UNKNOWN_AGGREGATE_TYPE, ProblemType.NOT_CAUGHT_UP);
    }

    private void live(String path, String tag, String summary) {
        operation("get", path, tag, summary)
                .header("Last-Event-ID", "Go on after the event with this id")
                .query(Query.LIVE_EVENTS)
                .answersText("text/event-stream")
                .problems(ProblemType.NOT_ACCEPTABLE, ProblemType.UNAVAILABLE);
    }

    private ObjectNode state(AggregateDefinition<?> definition) {
        ObjectNode schema = OpenApiShapes.closed("type", "id", "version", "time", "state");
        ObjectNode properties = schema.withObject("/properties");
        properties.putObject("type").put("const", definition.type());
        properties.putObject("id").put("type", "string");
        properties.putObject("version").put("type", "integer").put("format", "int64");
        properties.putObject("time").put("type", "string").put("format", "date-time");
        properties
                .putObject("state")
                .putArray("anyOf")
                .add(AvroJsonSchema.into(schemas, definition.stateSchema()))
                .addObject()
                .put("type", "null");
        return schema;
    }

    private void command(AggregateDefinition<?> definition, CommandDefinition<?, ?> command) {
        String path = INSTANCE.formatted(definition.type()) + "/commands/" + action(definition, command);
        String doc = command.schema().getDoc();
        operation("post", path, definition.type(), doc == null ? "Sends " + command.type() : doc)
                .id()
                .commandHeaders()
                .body(AvroJsonSchema.into(schemas, command.schema()), hasRequiredFields(command.schema()))
                .answers(OpenApiShapes.reference("Accepted"), "ETag", "Gregor-Position")
                .problems(
                        ProblemType.UNKNOWN_ACTION,
                        ProblemType.VERSION_CONFLICT,
                        ProblemType.TOO_LARGE,
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.REJECTED,
                        ProblemType.COMMAND_FAILED,
                        ProblemType.UNAVAILABLE,
                        ProblemType.OUTCOME_UNKNOWN);
    }

    private void batch() {
        operation("post", "/api/commands", "commands", "Sends many commands, and answers each in their order")
                .header("X-Correlation-Id", "What commands without one of their own belong to")
                .header("traceparent", "W3C Trace Context of commands without one of their own")
                .bodies(OpenApiShapes.reference("BatchCommand"))
                .answersEach(OpenApiShapes.reference("BatchAnswer"))
                .problems(ProblemType.NOT_ACCEPTABLE, ProblemType.UNSUPPORTED_MEDIA_TYPE, ProblemType.UNAVAILABLE);
    }

    /** How a command is named in a path: with its version only if there is a newer one. */
    static String action(AggregateDefinition<?> definition, CommandDefinition<?, ?> command) {
        Optional<? extends CommandDefinition<?, ?>> newest =
                definition.commandOf(command.type().action());
        boolean isNewest = newest.isPresent() && newest.get().type().equals(command.type());
        return isNewest ? command.type().action() : command.type().versionedAction();
    }

    private static boolean hasRequiredFields(Schema command) {
        return command.getFields().stream().anyMatch(field -> !field.hasDefaultValue());
    }

    private void projection(ProjectionDefinition<?> definition) {
        String path = "/api/projections/" + definition.name();
        ObjectNode row = OpenApiShapes.closed("key", "value");
        row.withObject("/properties").putObject("key").put("type", "string");
        row.withObject("/properties").set("value", AvroJsonSchema.into(schemas, definition.rowSchema()));
        get(path + "/{key}", definition.name(), "One row; with Accept: text/event-stream each change of it as well")
                .pathParameter("key", "Key of the row")
                .query(Query.ROW)
                .answers(row)
                .answersText("text/event-stream")
                .problems(ProblemType.ROW_NOT_FOUND, ProblemType.NOT_CAUGHT_UP);
        ObjectNode page = OpenApiShapes.closed("rows", "cursor");
        page.withObject("/properties").putObject("rows").put("type", "array").set("items", row.deepCopy());
        page.withObject("/properties").set("cursor", OpenApiShapes.nullable("string"));
        page.withObject("/properties")
                .putObject("count")
                .put("type", "integer")
                .put("format", "int64")
                .put("description", "All rows from, to and with the prefix; only with ?count=true");
        get(path, definition.name(), "Rows in the order of their keys")
                .query(Query.ROWS)
                .answers(page)
                .problems(ProblemType.NOT_CAUGHT_UP);
        control(definition.name());
    }

    private void control(String name) {
        control(name, "pause", Query.CONTROL, "Applies no more events; rows can be read");
        control(name, "resume", Query.CONTROL, "Applies events again");
        control(name, "reset", Query.RESET, "Builds the rows anew beside those that there are");
        control(name, "clean-up", Query.CONTROL, "Deletes builds that no longer serve");
    }

    private void control(String name, String action, Query query, String summary) {
        operation("post", "/api/projections/" + name + '/' + action, name, summary)
                .query(query)
                .answers(OpenApiShapes.reference("Builds"))
                .problems(ProblemType.UNAVAILABLE);
    }

    private void parked(ProjectionDefinition<?> definition) {
        String path = "/api/projections/" + definition.name() + "/parked";
        get(path, definition.name(), "The events that could not be applied, by key")
                .query(Query.PARKED)
                .answers(OpenApiShapes.reference("Parked"));
        operation("post", path + "/{key}/retry", definition.name(), "Applies the parked events of a key")
                .pathParameter("key", "Key with parked events")
                .query(Query.PARKED_KEY)
                .answers(OpenApiShapes.reference("ParkingAnswer"))
                .problems(ProblemType.PARKED_NOT_FOUND, ProblemType.UNAVAILABLE);
        operation("delete", path + "/{key}", definition.name(), "Throws the first parked event of a key away")
                .pathParameter("key", "Key with parked events")
                .query(Query.DISCARD)
                .answers(OpenApiShapes.reference("ParkingAnswer"))
                .problems(ProblemType.PARKED_NOT_FOUND, ProblemType.UNAVAILABLE);
    }

    private void operations() {
        get("/", "operations", "What is served, with links to it; with Accept: text/html a page")
                .answers(OpenApiShapes.reference("Served"))
                .answersText("text/html")
                .problems(ProblemType.NOT_ACCEPTABLE);
        get("/health/live", "operations", "Whether the process lives").answers(OpenApiShapes.anything());
        get("/health/ready", "operations", "Whether the application can be asked")
                .answers(OpenApiShapes.anything());
        operation("get", "/metrics", "operations", "Metrics as Prometheus text")
                .query(Query.METRICS)
                .answersText("text/plain");
    }

    /** Not every status of a problem is an answer that an operation is known for. */
    private void leaveOutUnused() {
        Set<String> used = Set.copyOf(paths.findValuesAsText("$ref"));
        ObjectNode responses = document.withObject("/components/responses");
        List<String> names = new ArrayList<>();
        responses.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> used.contains("#/components/responses/" + name));
        responses.remove(names);
    }

    OpenApiOperation get(String path, String tag, String summary) {
        return operation("get", path, tag, summary).problems(ProblemType.UNAVAILABLE);
    }

    OpenApiOperation operation(String method, String path, String tag, String summary) {
        String id = (method + path).replaceAll("[^A-Za-z0-9]+", "-").replaceAll("-$", "");
        ObjectNode operation = paths.withObject(OpenApiShapes.pointer(path)).putObject(method);
        operation.put("operationId", id.toLowerCase(Locale.ROOT)).put("summary", summary);
        operation.putArray("tags").add(tag);
        return new OpenApiOperation(operation).problems(ProblemType.INVALID_REQUEST);
    }
}
