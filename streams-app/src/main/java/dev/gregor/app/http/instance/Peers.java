package dev.gregor.app.http.instance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.PeerAccess;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import dev.gregor.event.log.IdQuery;
import dev.gregor.event.log.RemoteIds;
import dev.gregor.failure.TransientException;
import dev.gregor.node.access.OtherInstances;
import dev.gregor.projection.gateway.EncodedRow;
import dev.gregor.projection.gateway.PartitionQuery;
import dev.gregor.projection.gateway.RemotePartitions;
import dev.gregor.projection.query.QueryAnswer;
import io.javalin.http.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The other instances of the application, as this one asks them over HTTP: with the position, the trace and the credentials
 * of the caller, and a mark that keeps what is asked from being sent on again. Thread-safe.
 */
public final class Peers implements OtherInstances {

    /** Where other instances ask which one this is. */
    public static final String ID_PATH = "/internal/instance";

    /** Marks a request that comes from another instance, and names that. */
    static final String FORWARDED = "Gregor-Forwarded";

    private static final List<String> CARRIED = List.of(
            "Gregor-Position", "X-Correlation-Id", "traceparent", "tracestate", "Authorization", "If-None-Match");
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "content-type", "date", "keep-alive", "server", "transfer-encoding");
    private static final Asker ITSELF = new Asker(Map.of(), null);
    private static final Duration CONNECT_WAIT = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final Pattern NOT_IN_URI = Pattern.compile("[^A-Za-z0-9\\-._~%!$&'()*+,;=:@/?]");

    private final String self;
    private final String base;
    private final Duration queryTimeout;
    private final PeerAccess access;
    private volatile Client client;

    /** The client of HTTP, and what it encrypts with; null if it does not. */
    private record Client(HttpClient http, @Nullable SSLContext tls) {}

    /** Who asks: with these headers, and on behalf of a caller; null if this instance asks of itself. */
    private record Asker(
            Map<String, String> headers, @Nullable Caller caller) {}

    /**
     * The others, as seen from here.
     *
     * @param self {@code host:port} under which they reach this instance; null if they do not
     * @param queryTimeout how long a query waits for a position there
     * @param access what this instance shows them
     */
    public Peers(@Nullable String self, Duration queryTimeout, PeerAccess access) {
        this(self, "", queryTimeout, access);
    }

    /**
     * The others, as seen from here.
     *
     * @param self {@code host:port} under which they reach this instance; null if they do not
     * @param base the path before all others, in each instance
     * @param queryTimeout how long a query waits for a position there
     * @param access what this instance shows them
     */
    public Peers(@Nullable String self, String base, Duration queryTimeout, PeerAccess access) {
        this.self = self == null ? "unnamed" : self;
        this.base = base;
        this.queryTimeout = queryTimeout;
        this.access = access;
        this.client = client(access.context().orElse(null));
    }

    private static Client client(@Nullable SSLContext tls) {
        HttpClient.Builder http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_WAIT);
        return new Client(tls == null ? http.build() : http.sslContext(tls).build(), tls);
    }

    /** The client, another one once what it encrypts with has changed. */
    private HttpClient http() {
        SSLContext tls = access.context().orElse(null);
        if (!Objects.equals(tls, client.tls())) {
            client = client(tls);
        }
        return client.http();
    }

    /** Whether a request comes from another instance, and is to be answered here or not at all. */
    public static boolean isForwarded(Context request) {
        return request.header(FORWARDED) != null;
    }

    /** Asks another instance the same, and answers what that does. */
    public CompletableFuture<Reply> forward(Context request, String instance, Map<String, String> added) {
        Map<String, String> headers = carried(request);
        headers.putAll(added);
        return send(request.method().name(), instance, Params.path(request), new Asker(headers, Caller.of(request)));
    }

    /** Asks these instances the same; none if the request comes from another instance. */
    public CompletableFuture<List<InstanceReply>> forwardToAll(Context request, Set<String> instances) {
        if (isForwarded(request)) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<CompletableFuture<InstanceReply>> replies = instances.stream()
                .map(instance ->
                        forward(request, instance, Map.of()).thenApply(reply -> new InstanceReply(instance, reply)))
                .toList();
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenApply(all -> replies.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(String instance, PartitionQuery query) {
        return remote(ITSELF).rows(instance, query);
    }

    @Override
    public CompletableFuture<QueryAnswer<Long>> count(String instance, PartitionQuery query) {
        return remote(ITSELF).count(instance, query);
    }

    @Override
    public Flow.Publisher<List<EncodedRow>> live(String instance, PartitionQuery query) {
        return remote(ITSELF).live(instance, query);
    }

    @Override
    public CompletableFuture<List<String>> ids(String instance, IdQuery query) {
        return ids(instance, query, ITSELF);
    }

    private CompletableFuture<List<String>> ids(String instance, IdQuery query, Asker asker) {
        return send("GET", instance, base + IdExchange.path(query), asker)
                .thenApply(reply -> IdExchange.ids(instance, query, reply));
    }

    /** Asks other instances for ids, for whoever has made a request. */
    public RemoteIds idsOnBehalfOf(Context request) {
        Asker asker = asker(request);
        return (instance, query) -> ids(instance, query, asker);
    }

    /** Asks other instances for rows, for whoever has made a request. */
    public RemotePartitions onBehalfOf(Context request) {
        return remote(asker(request));
    }

    private static Asker asker(Context request) {
        return new Asker(carried(request), Caller.of(request));
    }

    private RemotePartitions remote(Asker asker) {
        return new RemotePartitions() {
            @Override
            public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(String instance, PartitionQuery query) {
                return answer(instance, query, base + RowExchange.path(query))
                        .thenApply(answer -> answer.flatMap(body -> new QueryAnswer.Found<>(RowExchange.rows(body))));
            }

            @Override
            public CompletableFuture<QueryAnswer<Long>> count(String instance, PartitionQuery query) {
                return answer(instance, query, base + RowExchange.countPath(query))
                        .thenApply(answer -> answer.flatMap(body -> new QueryAnswer.Found<>(RowExchange.count(body))));
            }

            private CompletableFuture<QueryAnswer<JsonNode>> answer(
                    String instance, PartitionQuery query, String path) {
                return send("GET", instance, path, asker)
                        .thenApply(reply -> RowExchange.answer(instance, query, reply, queryTimeout));
            }

            @Override
            public Flow.Publisher<List<EncodedRow>> live(String instance, PartitionQuery query) {
                HttpRequest request = request("GET", instance, base + RowExchange.livePath(query), asker);
                return subscriber -> new RemoteRows(instance, subscriber).ask(http(), request);
            }
        };
    }

    /** Empty if it is one of an earlier version. */
    @Override
    public CompletableFuture<String> idOf(String instance) {
        return send("GET", instance, base + ID_PATH, ITSELF).thenApply(reply -> id(instance, reply));
    }

    private static String id(String instance, Reply reply) {
        JsonNode body = json(reply);
        if (reply.status() == ProblemType.NOT_FOUND.status() && body.has("detail")) {
            return "";
        }
        if (!body.has("instance")) {
            throw new TransientException(
                    body.path("detail").asText(instance + " is no instance, it answered " + reply.status()));
        }
        return body.path("instance").asText();
    }

    private static JsonNode json(Reply reply) {
        try {
            return Json.read(reply.body());
        } catch (Problem noJson) {
            return Json.object();
        }
    }

    private CompletableFuture<Reply> send(String method, String instance, String path, Asker asker) {
        return http().sendAsync(request(method, instance, path, asker), BodyHandlers.ofByteArray())
                .thenApply(response -> reply(instance, response))
                .exceptionally(failure -> unreachable(instance, failure));
    }

    private HttpRequest request(String method, String instance, String path, Asker asker) {
        URI uri = uri(access.context().isPresent() ? "https" : "http", instance, path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .timeout(queryTimeout.plus(SLACK))
                .header(FORWARDED, self);
        asker.headers().forEach(request::header);
        access.headers(asker.caller(), method, Params.path(uri.getRawPath(), uri.getRawQuery()))
                .forEach(request::header);
        return request.build();
    }

    private static Map<String, String> carried(Context request) {
        Map<String, String> carried = new TreeMap<>();
        for (String name : CARRIED) {
            String lines = String.join(", ", Collections.list(request.req().getHeaders(name)));
            if (!lines.isEmpty()) {
                carried.put(name, lines);
            }
        }
        return carried;
    }

    private static Reply reply(String instance, HttpResponse<byte[]> response) {
        if (response.statusCode() == ProblemType.UNAUTHENTICATED.status()) {
            return new Problem(
                            ProblemType.UNAVAILABLE,
                            "Instance %s does not know this one: all need the same gregor.http.security.instance-key, and clocks that agree"
                                    .formatted(instance))
                    .reply();
        }
        Map<String, String> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, values.get(0));
            }
        });
        String mediaType = response.headers().firstValue("Content-Type").orElse("application/json");
        return new Reply(response.statusCode(), mediaType, headers, response.body());
    }

    private static Reply unreachable(String instance, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new Problem(ProblemType.UNAVAILABLE, "Instance %s does not answer (%s)".formatted(instance, cause))
                .reply();
    }

    /** Servers take more in a URI than {@link URI} does. */
    private static URI uri(String scheme, String instance, String path) {
        try {
            return URI.create(
                    scheme + "://" + instance + NOT_IN_URI.matcher(path).replaceAll(each -> escaped(each.group())));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("path", path, "percent-encoded UTF-8");
        }
    }

    private static String escaped(String text) {
        return HexFormat.of().withPrefix("%").withUpperCase().formatHex(text.getBytes(UTF_8));
    }
}
