package dev.gregor.avro.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Requests to the first registry that answers: each in turn, and all of them again after a pause. */
final class RegistryHttp {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A registry's answer that it will not do what was asked. */
    static final class Refusal extends PermanentException {
        final int status;
        final String reason;

        Refusal(RegistryAnswer answer) {
            super(answer.failure());
            this.status = answer.status();
            this.reason = answer.reason();
        }
    }

    /** A request without what depends on the registry it goes to. */
    private record Call(String method, String path, String body) {}

    private record Endpoint(URI base, HttpRequest.Builder request) {}

    /** Twice as long after each attempt, up to the longest, and a fifth more or less, so that not all who failed together ask again together. */
    private record Pause(double firstMs, double longestMs) {
        long after(int attempt) {
            double spread = ThreadLocalRandom.current().nextDouble(0.8, 1.2);
            return Math.round(Math.min(longestMs, firstMs * Math.pow(2, attempt) * spread));
        }
    }

    private final HttpClient client;
    private final List<Endpoint> endpoints;
    private final int retries;
    private final Pause pause;
    private volatile int preferred;

    RegistryHttp(RegistryConfig config) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofMillis(config.getInt("http.connect.timeout.ms")));
        config.tls().ifPresent(builder::sslContext);
        this.client = builder.build();
        this.endpoints =
                config.urls().stream().map(url -> endpoint(config, url)).toList();
        this.retries = config.getInt("max.retries");
        this.pause = new Pause(config.getLong("retries.wait.ms"), config.getLong("retries.max.wait.ms"));
    }

    private static Endpoint endpoint(RegistryConfig config, URI url) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .timeout(Duration.ofMillis(config.getInt("http.read.timeout.ms")))
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE);
        RegistryCredentials.authorization(config, url).ifPresent(value -> request.header("Authorization", value));
        String user = url.getRawUserInfo();
        return new Endpoint(user == null ? url : URI.create(url.toString().replace(user + "@", "")), request);
    }

    /** What the registry answers; throws {@link Refusal} or a TransientException if none answers. */
    JsonNode get(String path) {
        return send(new Call("GET", path, ""));
    }

    /** Sends a schema; throws as {@link #get(String)} does. */
    JsonNode post(String path, String schema) {
        String body = JSON.createObjectNode().put("schema", schema).toString();
        return send(new Call("POST", path, body));
    }

    private JsonNode send(Call call) {
        for (int attempt = 0; ; attempt++) {
            try {
                return sendToEach(call);
            } catch (TransientException e) {
                if (!pausesAfter(attempt)) {
                    throw e;
                }
            }
        }
    }

    private JsonNode sendToEach(Call call) {
        int first = preferred;
        for (int i = 0; ; i++) {
            int chosen = (first + i) % endpoints.size();
            try {
                JsonNode answer = sendTo(endpoints.get(chosen), call);
                preferred = chosen;
                return answer;
            } catch (TransientException e) {
                if (i == endpoints.size() - 1) {
                    throw e;
                }
            }
        }
    }

    private JsonNode sendTo(Endpoint endpoint, Call call) {
        URI uri = URI.create(endpoint.base() + call.path());
        HttpRequest request = endpoint.request()
                .copy()
                .uri(uri)
                .method(call.method(), BodyPublishers.ofString(call.body()))
                .build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return json(new RegistryAnswer(uri, response.statusCode(), response.body()));
        } catch (IOException e) {
            throw new TransientException(
                    "Schema registry %s does not answer: %s. Is %s right?".formatted(uri, e, RegistryConfig.URL), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting for schema registry " + uri, e);
        }
    }

    private static JsonNode json(RegistryAnswer answer) {
        if (answer.isSuccess()) {
            return answer.json();
        }
        throw answer.isTransient() ? new TransientException(answer.failure()) : new Refusal(answer);
    }

    /** Waits before the next try; false if there have been enough. */
    boolean pausesAfter(int attempt) {
        if (attempt >= retries) {
            return false;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(pause.after(attempt));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The same, or empty where the registry answers that there is no such thing. */
    Optional<JsonNode> find(String path) {
        return unlessUnknown(() -> get(path));
    }

    /** Sends a schema; empty where the registry answers that it does not know it, or the subject. */
    Optional<JsonNode> find(String path, String schema) {
        return unlessUnknown(() -> post(path, schema));
    }

    private static Optional<JsonNode> unlessUnknown(Supplier<JsonNode> answer) {
        try {
            return Optional.of(answer.get());
        } catch (Refusal e) {
            if (e.status != 404) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** A subject as a part of a path. */
    static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
