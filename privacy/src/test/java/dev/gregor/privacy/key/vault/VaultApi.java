package dev.gregor.privacy.key.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Answers as the API documentation of Vault says of the secrets engines KV version 2, at {@code secret}, and Transit, at {@code transit}: with
 * its statuses, check-and-set, deleted and destroyed versions, and errors. Transit encrypts nothing here.
 */
final class VaultApi implements AutoCloseable {

    static final String TOKEN = "s.token";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Version(@Nullable JsonNode data, boolean deleted) {}

    private record Answer(int status, @Nullable JsonNode body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<String, List<Version>> secrets = new TreeMap<>();
    private boolean sealed;
    private int latest = 1;
    private int oldest = 1;

    VaultApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void seal(boolean now) {
        sealed = now;
    }

    synchronized void rotate() {
        latest++;
    }

    synchronized void minDecryptionVersion(int version) {
        oldest = version;
    }

    /** As an operator would. */
    synchronized void delete(String path) {
        List<Version> versions = requireNonNull(secrets.get(path), path);
        versions.set(
                versions.size() - 1,
                new Version(versions.get(versions.size() - 1).data(), true));
    }

    /** All that it keeps. */
    synchronized String kept() {
        return secrets.toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString().substring("/v1/".length()),
                    exchange.getRequestHeaders().getFirst("X-Vault-Token"),
                    exchange.getRequestBody().readAllBytes());
            byte[] body = answer.body() == null
                    ? new byte[0]
                    : answer.body().toString().getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized Answer answer(String method, String path, @Nullable String token, byte[] body)
            throws IOException {
        if (sealed) {
            return error(503, "Vault is sealed");
        }
        if (!TOKEN.equals(token)) {
            return error(403, "permission denied");
        }
        return answer(method, path, body.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(body));
    }

    private Answer answer(String method, String path, JsonNode json) {
        if (path.startsWith("secret/data/")) {
            return data(method, path.substring("secret/data/".length()), json);
        }
        if (path.startsWith("secret/destroy/") && method.equals("POST")) {
            return destroy(path.substring("secret/destroy/".length()), json);
        }
        if (path.startsWith("secret/metadata/") && method.equals("GET") && path.endsWith("?list=true")) {
            return list(path.substring("secret/metadata/".length(), path.indexOf('?')));
        }
        if (path.startsWith("transit/") && path.endsWith("/gregor")) {
            return transit(method, path.split("/", 0)[1], json);
        }
        return error(404, "no handler for route \"%s\". route entry not found.".formatted(path));
    }

    private Answer data(String method, String path, JsonNode body) {
        List<Version> versions = secrets.getOrDefault(path, List.of());
        if (method.equals("GET")) {
            return versions.isEmpty() ? nothing() : read(versions);
        }
        JsonNode cas = body.path("options").path("cas");
        if (!cas.isMissingNode() && cas.asInt() != versions.size()) {
            return error(400, "check-and-set parameter did not match the current version");
        }
        List<Version> more = new ArrayList<>(versions);
        more.add(new Version(body.path("data"), false));
        secrets.put(path, more);
        return ok(MAPPER.createObjectNode().put("version", more.size()));
    }

    private static Answer read(List<Version> versions) {
        Version last = versions.get(versions.size() - 1);
        boolean there = last.data() != null && !last.deleted();
        ObjectNode data = MAPPER.createObjectNode();
        data.set("data", there ? last.data() : null);
        data.putObject("metadata")
                .put("version", versions.size())
                .put("deletion_time", last.deleted() ? "2026-01-31T10:00:00Z" : "")
                .put("destroyed", last.data() == null);
        return new Answer(there ? 200 : 404, ok(data).body());
    }

    private Answer destroy(String path, JsonNode body) {
        List<Version> versions = secrets.get(path);
        if (versions != null) {
            body.path("versions").forEach(each -> versions.set(each.asInt() - 1, new Version(null, false)));
        }
        return new Answer(204, null);
    }

    private Answer list(String folder) {
        ArrayNode keys = MAPPER.createArrayNode();
        secrets.keySet().stream()
                .filter(each -> each.startsWith(folder + '/'))
                .forEach(each -> keys.add(each.substring(folder.length() + 1)));
        return keys.isEmpty() ? nothing() : ok(MAPPER.createObjectNode().set("keys", keys));
    }

    private Answer transit(String method, String action, JsonNode body) {
        return switch (action) {
            case "keys" ->
                method.equals("GET") ? ok(MAPPER.createObjectNode().put("latest_version", latest)) : nothing();
            case "encrypt" ->
                ok(MAPPER.createObjectNode()
                        .put(
                                "ciphertext",
                                "vault:v" + latest + ':'
                                        + turned(body.path("plaintext").asText())));
            case "decrypt" -> decrypt(body.path("ciphertext").asText());
            default -> nothing();
        };
    }

    private Answer decrypt(String ciphertext) {
        String[] parts = ciphertext.split(":", 0);
        if (parts.length < 3 || !parts[0].equals("vault")) {
            return error(400, "invalid ciphertext: no prefix");
        }
        return Integer.parseInt(parts[1].substring(1)) < oldest
                ? error(400, "ciphertext or signature version is disallowed by policy (too old)")
                : ok(MAPPER.createObjectNode().put("plaintext", turned(parts[2])));
    }

    private static String turned(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 0x55;
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Answer ok(JsonNode data) {
        ObjectNode body = MAPPER.createObjectNode().put("request_id", "1");
        body.set("data", data);
        return new Answer(200, body);
    }

    private static Answer nothing() {
        ObjectNode body = MAPPER.createObjectNode();
        body.putArray("errors");
        return new Answer(404, body);
    }

    private static Answer error(int status, String message) {
        ObjectNode body = MAPPER.createObjectNode();
        body.putArray("errors").add(message);
        return new Answer(status, body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
