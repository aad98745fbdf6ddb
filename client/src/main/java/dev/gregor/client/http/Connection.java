package dev.gregor.client.http;

import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The HTTP client and its threads. Thread-safe. */
public final class Connection implements AutoCloseable {

    private final ClientSettings settings;
    private final Instances instances;
    private final ExecutorService threads;
    private final AtomicReference<Optional<HttpClient>> http;

    /**
     * A connection that is opened by the first request.
     *
     * @param customizer is given the builder of the JDK's client
     */
    public Connection(ClientSettings settings, Duration connectTimeout, Consumer<HttpClient.Builder> customizer) {
        this.settings = settings;
        this.instances = new Instances(settings.baseUris());
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(
                work -> DaemonThreads.of("gregor-client-" + number.incrementAndGet(), work));
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .executor(threads);
        customizer.accept(builder);
        this.http = new AtomicReference<>(Optional.of(builder.build()));
    }

    public ClientSettings settings() {
        return settings;
    }

    public Instances instances() {
        return instances;
    }

    /** Runs on one of the threads; does nothing if the client is closed. */
    void execute(Runnable work) {
        if (!threads.isShutdown()) {
            threads.execute(work);
        }
    }

    /**
     * Sends a request.
     *
     * @return the answer; fails with {@link java.util.concurrent.TimeoutException} if it has not come in time, and then gives up the
     *     request. The time-out of the request itself does not do: it ends with the headers, and a body may stop in the middle
     */
    public <B> CompletableFuture<HttpResponse<B>> send(
            HttpRequest request, HttpResponse.BodyHandler<B> body, Duration timeout) {
        CompletableFuture<HttpResponse<B>> sent = client().sendAsync(request, body);
        CompletableFuture<HttpResponse<B>> timed = sent.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        timed.whenComplete((answer, failure) -> sent.cancel(true));
        return timed;
    }

    /** A request to one of the instances, with the headers of the user. */
    public HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        settings.headers().get().forEach(request::setHeader);
        return request;
    }

    private HttpClient client() {
        return http.get().orElseThrow(() -> new TransientException("The client is closed"));
    }

    /** Ends the threads. */
    @Override
    public void close() {
        http.getAndSet(Optional.empty()).ifPresent(Connection::close);
        threads.shutdown();
    }

    private static void close(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException beforeJdk21) {
            // Its threads end when nothing refers to it.
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The HTTP client was not closed", e);
        }
    }
}
