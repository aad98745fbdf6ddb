package dev.gregor.privacy.seal;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.gregor.failure.TransientException;
import dev.gregor.live.DaemonThreads;
import dev.gregor.privacy.key.UnusableKeyException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks keys up in threads of its own, so that who asks waits no longer than a limit, however long the store takes. The same look-up of many
 * callers is done once. After a failure that is not about one key alone, none is done for some seconds. Thread-safe.
 */
final class KeyLookups {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int THREADS = 32;
    private static final int MAX_WAITING = 1_000;
    private static final int IDLE_SECONDS = 10;

    private final Duration limit;
    private final Ticker ticker;
    private final Executor threads = threads();
    private final Map<What, CompletableFuture<Optional<KnownKey>>> running = new ConcurrentHashMap<>();
    private volatile @Nullable Failure failure;

    /** A look-up; equal ones are the same. */
    record What(String subject, boolean toSeal, int generation) {}

    private record Failure(long nanos, TransientException reason) {}

    KeyLookups() {
        this(LIMIT, Ticker.systemTicker());
    }

    /** Lets callers wait for so long. */
    KeyLookups(Duration limit, Ticker ticker) {
        this.limit = limit;
        this.ticker = ticker;
    }

    /** Threads that end when there is nothing to do, so that nobody has to close them. */
    private static Executor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                DaemonThreads.named("gregor-subject-key"));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * What is found.
     *
     * @throws TransientException if nothing is found in time, or nothing is looked up because of an earlier failure
     */
    Optional<KnownKey> ask(What what, Supplier<Optional<KnownKey>> look) {
        requireNoFailure();
        CompletableFuture<Optional<KnownKey>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<KnownKey>> first = running.putIfAbsent(what, mine);
        if (first != null) {
            return await(first);
        }
        try {
            threads.execute(() -> look(what, look, mine));
        } catch (RejectedExecutionException e) {
            running.remove(what);
            mine.completeExceptionally(new TransientException(
                    "More than %d keys of subjects are looked up at once: the store of the keys is too slow"
                            .formatted(MAX_WAITING),
                    e));
        }
        return await(mine);
    }

    private void requireNoFailure() {
        Failure last = failure;
        if (last != null && ticker.read() - last.nanos < PAUSE.toNanos()) {
            throw new TransientException(
                    "No key of a subject is looked up for %s after a failure: %s"
                            .formatted(PAUSE, last.reason.getMessage()),
                    last.reason);
        }
    }

    private void look(What what, Supplier<Optional<KnownKey>> look, CompletableFuture<Optional<KnownKey>> answer) {
        try {
            Optional<KnownKey> found = look.get();
            failure = null;
            running.remove(what);
            answer.complete(found);
        } catch (RuntimeException | Error e) {
            if (e instanceof TransientException reason && !(e instanceof UnusableKeyException)) {
                failure = new Failure(ticker.read(), reason);
            }
            running.remove(what);
            answer.completeExceptionally(e);
        }
    }

    private Optional<KnownKey> await(CompletableFuture<Optional<KnownKey>> answer) {
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            TransientException late = new TransientException(
                    "The key of a subject was not found or stored within %s; it is looked up on, ask again"
                            .formatted(limit),
                    e);
            failure = new Failure(ticker.read(), late);
            throw late;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("A key of a subject was not looked up", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while a key of a subject was looked up", e);
        }
    }
}
