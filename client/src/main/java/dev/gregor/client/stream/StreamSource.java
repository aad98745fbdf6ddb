package dev.gregor.client.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.client.http.Answer;
import dev.gregor.client.http.Backoff;
import dev.gregor.client.http.BrokenAnswerException;
import dev.gregor.client.http.Connection;
import dev.gregor.client.problem.Problem;
import dev.gregor.client.problem.ProblemException;
import dev.gregor.client.problem.UnansweredException;
import dev.gregor.failure.PermanentException;
import dev.gregor.live.ItemSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event stream over as many connections as it takes: where one ends, the next goes on.
 *
 * @param <T> what is read
 */
final class StreamSource<T> implements ItemSource<T> {

    private static final int MOST_OF_A_PROBLEM = 1 << 16;

    private final Connection connection;
    private final Messages<T> messages;
    private final Backoff backoff;
    private int instance;
    /** When the first of the tries failed that have failed since something was heard; 0 if none has. */
    private long failingSince;

    private @Nullable BufferedReader lines;

    /** Guarded by this. */
    private @Nullable AutoCloseable open;

    private boolean stopped;

    StreamSource(Connection connection, Messages<T> messages) {
        this.connection = connection;
        this.messages = messages;
        this.backoff = new Backoff(connection.instances().count());
    }

    @Override
    public Optional<T> next() {
        try {
            BufferedReader in = lines == null ? connect() : lines;
            Optional<T> item = messages.read(message(in));
            backoff.reset();
            return item;
        } catch (IOException | BrokenAnswerException e) {
            pause(new UnansweredException(
                    "%s cannot be read for %d ms: %s"
                            .formatted(
                                    uri(),
                                    connection.settings().timeout().toMillis(),
                                    e.getMessage() == null ? e : e.getMessage()),
                    null,
                    e));
            return Optional.empty();
        } catch (UnansweredException e) {
            pause(e);
            return Optional.empty();
        }
    }

    private URI uri() {
        return connection.instances().uri(instance, messages.path().toString());
    }

    private BufferedReader connect() throws IOException {
        instance = connection.instances().current();
        URI uri = uri();
        HttpRequest.Builder request = request(uri).header("Accept", "text/event-stream, application/problem+json");
        String lastEventId = messages.lastEventId();
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<InputStream> response = response(connection.send(
                request.GET().build(),
                HttpResponse.BodyHandlers.ofInputStream(),
                connection.settings().requestTimeout()));
        InputStream body = response.body();
        opened(body);
        if (response.statusCode() != 200) {
            throw refused(Answer.of(uri, response, body.readNBytes(MOST_OF_A_PROBLEM)));
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(body, UTF_8));
        lines = in;
        return in;
    }

    /** What the user's headers throw counts as a try that failed. */
    private HttpRequest.Builder request(URI uri) throws IOException {
        try {
            return connection.request(uri);
        } catch (RuntimeException e) {
            throw new IOException("it was not asked: " + e, e);
        }
    }

    private HttpResponse<InputStream> response(CompletableFuture<HttpResponse<InputStream>> sent) throws IOException {
        opened(() -> sent.cancel(true));
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw new IOException("it did not answer: " + e.getCause(), e.getCause());
        } catch (CancellationException e) {
            throw new IOException("it was stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("it was interrupted");
        }
    }

    private static RuntimeException refused(Answer answer) {
        Optional<Problem> problem = answer.problem();
        if (answer.isTemporary()) {
            String reason = problem.map(Problem::toString).orElseGet(answer::toString);
            return new UnansweredException(reason, problem.orElse(null), null);
        }
        return problem.<RuntimeException>map(ProblemException::new)
                .orElseGet(() -> new PermanentException(answer.toString()));
    }

    /** A connection of which nothing comes is closed, which ends the wait here. */
    private ServerSentEvent message(BufferedReader in) throws IOException {
        CompletableFuture<Void> guard = new CompletableFuture<>();
        guard.orTimeout(messages.longestSilence().toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(silence -> {
                    closeOpen();
                    return null;
                });
        try {
            ServerSentEvent message = ServerSentEvent.read(in);
            failingSince = 0;
            return message;
        } finally {
            guard.complete(null);
        }
    }

    /** Waits until another try, of the next instance. */
    private void pause(UnansweredException reason) {
        closeOpen();
        lines = null;
        connection.instances().failed(instance);
        long now = System.nanoTime();
        failingSince = failingSince == 0 ? now : failingSince;
        if (now - failingSince > connection.settings().timeout().toNanos() && !isStopped()) {
            throw reason;
        }
        sleep(backoff.next(Duration.ZERO));
    }

    private synchronized void sleep(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos(); left > 0 && !stopped; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private void opened(AutoCloseable now) {
        boolean tooLate;
        synchronized (this) {
            open = now;
            tooLate = stopped;
        }
        if (tooLate) {
            closeOpen();
        }
    }

    private void closeOpen() {
        @Nullable AutoCloseable closing;
        synchronized (this) {
            closing = open;
            open = null;
        }
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("A stream was not closed", e);
        }
    }

    @Override
    public void stop() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        closeOpen();
    }

    @Override
    public void close() {
        closeOpen();
    }
}
