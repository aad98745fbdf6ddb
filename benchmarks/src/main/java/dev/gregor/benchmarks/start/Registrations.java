package dev.gregor.benchmarks.start;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Users that register over HTTP, so many at once, each trying on while the application is away. */
final class Registrations implements AutoCloseable {

    private static final String BODY = "{\"username\":\"%s\",\"email\":\"user@example.com\"}";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int OK = 200;

    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger last = new AtomicInteger();
    private final AtomicInteger registered = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    private Registrations(URI address) {
        this.address = address;
    }

    static Registrations start(URI address, int inFlight) {
        Registrations registrations = new Registrations(address);
        for (int each = 0; each < inFlight; each++) {
            Thread thread = new Thread(registrations::register, "registrations-" + each);
            thread.setDaemon(true);
            thread.start();
            registrations.threads.add(thread);
        }
        return registrations;
    }

    /** How many were acknowledged. */
    int count() {
        return registered.get();
    }

    private void register() {
        while (!ended) {
            String name = "user-" + last.incrementAndGet();
            while (!ended && !isRegistered(name)) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private boolean isRegistered(String name) {
        HttpRequest request = HttpRequest.newBuilder(
                        address.resolve("/api/aggregates/user/" + name + "/commands/register"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", name)
                .POST(HttpRequest.BodyPublishers.ofString(BODY.formatted(name)))
                .build();
        try {
            boolean done =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
            registered.addAndGet(done ? 1 : 0);
            return done;
        } catch (IOException away) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
            return false;
        }
    }

    @Override
    public void close() {
        ended = true;
        threads.forEach(Thread::interrupt);
    }
}
