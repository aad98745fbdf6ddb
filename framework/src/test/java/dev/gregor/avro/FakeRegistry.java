package dev.gregor.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A schema registry in memory that answers over HTTP, and answers what it is told to first. */
public final class FakeRegistry implements AutoCloseable {

    public record Answer(int status, String body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new LinkedHashMap<>();
    public final Queue<Answer> next = new ConcurrentLinkedQueue<>();
    public final Queue<String> requests = new ConcurrentLinkedQueue<>();
    public final Queue<String> authorizations = new ConcurrentLinkedQueue<>();

    public FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://" + authority();
    }

    public String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /** Adds a schema as another client would and returns its id. */
    public synchronized int add(String subject, String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        int id = schemas.indexOf(schema) + 1;
        List<Integer> versions = subjects.computeIfAbsent(subject, s -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(authorization == null ? "" : authorization);
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            Answer told = next.poll();
            Answer answer = told != null
                    ? told
                    : answer(exchange.getRequestURI(), body.path("schema").asText());
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Answer answer(URI uri, String schema) {
        String[] path = uri.getRawPath().split("/", -1);
        if (path[1].equals("schemas")) {
            return schema(Integer.parseInt(path[3]));
        }
        String subject = URLDecoder.decode(path[2], StandardCharsets.UTF_8);
        if (path.length == 3) {
            int id = schemas.indexOf(schema) + 1;
            return subjects.getOrDefault(subject, List.of()).contains(id)
                    ? new Answer(200, "{\"id\": %d}".formatted(id))
                    : new Answer(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");
        }
        if (path.length == 4 && schema.isEmpty()) {
            return versions(subject);
        }
        return path.length == 4
                ? new Answer(200, "{\"id\": %d}".formatted(add(subject, schema)))
                : version(subject, path[4]);
    }

    private Answer schema(int id) {
        return id <= schemas.size()
                ? new Answer(200, json(null, id).toString())
                : new Answer(404, "{\"error_code\": 40403, \"message\": \"Schema %d not found\"}".formatted(id));
    }

    private Answer versions(String subject) {
        int[] versions = IntStream.rangeClosed(
                        1, subjects.getOrDefault(subject, List.of()).size())
                .toArray();
        return versions.length == 0
                ? new Answer(404, "{\"error_code\": 40401, \"message\": \"Subject not found\"}")
                : new Answer(200, Arrays.toString(versions));
    }

    private Answer version(String subject, String version) {
        List<Integer> ids = subjects.getOrDefault(subject, List.of());
        if (ids.isEmpty()) {
            return new Answer(404, "{\"error_code\": 40401, \"message\": \"Subject not found\"}");
        }
        int number = version.equals("latest") ? ids.size() : Integer.parseInt(version);
        return new Answer(200, json(number, ids.get(number - 1)).toString());
    }

    private ObjectNode json(@Nullable Integer version, int id) {
        ObjectNode answer =
                JSON.createObjectNode().put("schema", schemas.get(id - 1)).put("id", id);
        return version == null ? answer : answer.put("version", version);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
