package dev.gregor.e2e.cluster;

import dev.gregor.e2e.bank.Api;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Instances in turn, as a load balancer that sees nothing does it: the next one if there is no answer, or 503, or 504. */
final class AnyInstance implements Api {

    /** The client of somebody who does not wait for long. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final Set<Integer> LATER = Set.of(503, 504);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Supplier<List<String>> urls;

    /** Asks those that there are at the moment. */
    AnyInstance(Supplier<List<String>> urls) {
        this.urls = urls;
    }

    @Override
    public HttpResponse<String> get(String path, String... headers) {
        return send(path, HttpRequest.newBuilder().GET(), headers);
    }

    @Override
    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                headers);
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request, String... headers) {
        long end = System.nanoTime() + LONGEST.toNanos();
        request.headers(headers).timeout(PATIENCE);
        int next = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE / 2);
        while (System.nanoTime() < end) {
            List<String> all = urls.get();
            URI uri = URI.create(all.get(next++ % all.size()) + path);
            Optional<HttpResponse<String>> answer = once(request.uri(uri).build());
            if (answer.isPresent() && !LATER.contains(answer.get().statusCode())) {
                return answer.get();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError("No instance answered " + path + " within " + LONGEST);
    }

    private Optional<HttpResponse<String>> once(HttpRequest request) {
        try {
            return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }
}
