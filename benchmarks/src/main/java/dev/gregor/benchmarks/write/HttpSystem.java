package dev.gregor.benchmarks.write;

import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.gregor.AppProcess;
import dev.gregor.benchmarks.store.Place;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Gregor's application over HTTP/1.1, by the JDK's client, with a connection that is kept for each deposit in flight. What
 * the client costs is part of what is measured.
 */
final class HttpSystem implements WriteSystem {

    private static final String BODY = "{\"amount\":1,\"reference\":\"%s\"}".formatted("r".repeat(140));
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Place place;
    private final AppProcess app;
    private final URI address;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Runnable::run)
            .build();

    private HttpSystem(Place place, AppProcess app) {
        this.place = place;
        this.app = app;
        this.address = app.address();
    }

    static HttpSystem start(Place place) {
        // Less than the server's, which else closes a connection in the moment in which it is used again.
        System.setProperty("jdk.httpclient.keepalive.timeout", "20");
        // With one, as on two cores, the client starts a thread for each answer.
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "2");
        return new HttpSystem(place, AppProcess.start(place));
    }

    @Override
    public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("/api/aggregates/%s/%s/commands/deposit"
                        .formatted(BenchmarkAccount.TYPE, Accounts.name(account))))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(BODY));
        if (expectedVersion != ANY_VERSION) {
            request.header("If-Match", "\"" + expectedVersion + '"');
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(HttpSystem::answer);
    }

    private static Answer answer(HttpResponse<String> response) {
        return switch (response.statusCode()) {
            case OK -> new Answer.Deposited(version(response));
            case UNAVAILABLE -> new Answer.Refused(retryAfter(response));
            default ->
                throw new IllegalStateException("Answered %d %s".formatted(response.statusCode(), response.body()));
        };
    }

    private static long version(HttpResponse<String> response) {
        return Long.parseLong(header(response, "ETag").replace("\"", ""));
    }

    private static Duration retryAfter(HttpResponse<String> response) {
        return Duration.ofSeconds(Long.parseLong(header(response, "Retry-After")));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers()
                .firstValue(name)
                .orElseThrow(() -> new IllegalStateException("%d without %s".formatted(response.statusCode(), name)));
    }

    @Override
    public RecordedVersions recorded() {
        return new EventTopic(place.bootstrapServers(), place.run() + '.' + BenchmarkAccount.TYPE + ".events")
                .versions();
    }

    @Override
    public void close() {
        app.close();
    }
}
