package dev.gregor.client.http;

import dev.gregor.client.http.Question.LastTry;
import dev.gregor.client.problem.Problem;
import dev.gregor.failure.FailureCause;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Asks instances, one after the other, until one answers or the time is over. Thread-safe. */
public final class Calls implements AutoCloseable {

    private static final Set<String> NOT_SENT = Set.of("/problems/unavailable", "/problems/not-ready");

    private static final String CLOSED = "The client is closed";

    private final Connection connection;
    private final Slots slots;
    private final Set<Call<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public Calls(Connection connection) {
        this.connection = connection;
        this.slots = new Slots(connection.settings().maxRequests(), connection::execute);
    }

    /** Asks until there is an answer; the future completes at the latest after the time-out. */
    public <T> CompletableFuture<T> ask(Question<T> question) {
        Call<T> call = new Call<>(question);
        open.add(call);
        call.result.whenComplete((value, failure) -> open.remove(call));
        if (closed) {
            call.end(CLOSED);
        } else {
            call.begin();
        }
        return call.result.copy();
    }

    /** Ends the calls that are open as if their time were over. */
    @Override
    public void close() {
        closed = true;
        open.forEach(call -> call.end(CLOSED));
    }

    /** One question and its tries, of which one is under way at a time. */
    private final class Call<T> {

        private final Question<T> question;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final CompletableFuture<Void> timer = new CompletableFuture<>();
        private final Duration timeout = connection.settings().timeout();
        private final long endAt = System.nanoTime() + timeout.toNanos();
        private final Backoff backoff = new Backoff(connection.instances().count());
        private volatile LastTry last = new LastTry("Nobody was asked", null, null);
        private boolean maybeHandled;
        private boolean underWay;
        private boolean ended;

        Call(Question<T> question) {
            this.question = question;
        }

        void begin() {
            result.whenComplete((value, failure) -> timer.complete(null));
            timer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((none, over) -> {
                if (over != null) {
                    connection.execute(() -> end("There was no answer within " + timeout.toMillis() + " ms"));
                }
            });
            slots.take(this::attempt);
        }

        /** Has a slot. */
        private void attempt() {
            if (!mayBegin()) {
                slots.release();
                return;
            }
            int instance = connection.instances().current();
            CompletableFuture<HttpResponse<byte[]>> sent;
            URI uri;
            try {
                uri = connection.instances().uri(instance, question.path());
                sent = send(uri);
            } catch (RuntimeException e) {
                slots.release();
                failed(instance, e, false);
                return;
            }
            sent.whenComplete((response, failure) -> connection.execute(() -> {
                slots.release();
                if (failure == null) {
                    answered(instance, Answer.of(uri, response));
                } else {
                    Throwable cause = FailureCause.of(failure);
                    failed(instance, cause, mayHaveBeenHandled(cause));
                }
            }));
        }

        /** Nothing is sent once it is told what has become of the call. */
        private synchronized boolean mayBegin() {
            underWay = !ended;
            return underWay;
        }

        private synchronized void endTry(boolean mayHaveBeenHandled) {
            underWay = false;
            maybeHandled |= mayHaveBeenHandled;
        }

        private synchronized boolean isMaybeHandled() {
            return maybeHandled || underWay;
        }

        private synchronized boolean isFirstEnd() {
            boolean first = !ended;
            ended = true;
            return first;
        }

        private CompletableFuture<HttpResponse<byte[]>> send(URI uri) {
            HttpRequest request = question.prepare(connection.request(uri)).build();
            return connection.send(
                    request,
                    HttpResponse.BodyHandlers.ofByteArray(),
                    connection.settings().requestTimeout());
        }

        private void failed(int instance, Throwable cause, boolean mayHaveBeenHandled) {
            boolean isLate = cause instanceof TimeoutException;
            String reason = connection.instances().uri(instance, question.path())
                    + (isLate
                            ? " did not answer within "
                                    + connection.settings().requestTimeout().toMillis() + " ms"
                            : " did not answer: " + cause);
            again(instance, new LastTry(reason, null, cause), mayHaveBeenHandled, Duration.ZERO);
        }

        private void answered(int instance, Answer answer) {
            try {
                if (question.isToBeRepeated(answer)) {
                    Problem problem = answer.problem().orElse(null);
                    boolean mayHaveBeenHandled = problem == null || !NOT_SENT.contains(problem.type());
                    String reason = problem == null ? answer.toString() : answer.from() + " answered: " + problem;
                    again(instance, new LastTry(reason, problem, null), mayHaveBeenHandled, answer.retryAfter());
                } else {
                    endTry(false);
                    result.complete(question.answered(answer, isMaybeHandled()));
                }
            } catch (BrokenAnswerException e) {
                again(instance, new LastTry(String.valueOf(e.getMessage()), null, e), true, Duration.ZERO);
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }

        private void again(int instance, LastTry end, boolean mayHaveBeenHandled, Duration atLeast) {
            last = end;
            endTry(mayHaveBeenHandled);
            connection.instances().failed(instance);
            Duration wait = backoff.next(atLeast);
            if (wait.toNanos() > endAt - System.nanoTime()) {
                end("There is no time for another try within " + timeout.toMillis() + " ms");
                return;
            }
            CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS, connection::execute)
                    .execute(() -> {
                        if (!result.isDone()) {
                            slots.take(this::attempt);
                        }
                    });
        }

        void end(String reason) {
            if (!isFirstEnd()) {
                return;
            }
            LastTry end = new LastTry(reason + "; " + last.reason(), last.problem(), last.cause());
            try {
                result.complete(question.unanswered(end, isMaybeHandled()));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** Not if there was no connection that it could have been sent on. */
    private static boolean mayHaveBeenHandled(@Nullable Throwable cause) {
        return !(cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException);
    }
}
