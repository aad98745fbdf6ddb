package dev.gregor.privacy.key.rotation;

import dev.gregor.failure.FailureCause;
import dev.gregor.failure.GregorException;
import dev.gregor.live.DaemonThreads;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import dev.gregor.privacy.key.rotation.Rotation.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wraps the keys of all subjects by the current master key, so that the others may be destroyed. What is sealed stays as it is, for the
 * keys of the subjects stay the same. One that was interrupted is started again, by any instance, and goes on with the keys that are left.
 *
 * <p>Safe for use by many threads.
 */
public final class KeyRotation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
    /** A store that is asked over the network answers many at once about as fast as one. */
    private static final int THREADS = 32;

    private final SubjectKeyStore store;
    private final MasterKeys masters;
    private final ExecutorService runner =
            Executors.newSingleThreadExecutor(DaemonThreads.named("gregor-key-rotation"));
    private final AtomicLong rewrapped = new AtomicLong();
    private Rotation last = Rotation.none();
    private volatile boolean closed;
    private volatile @Nullable String problem;

    private record Wrapped(String subject, WrappedKey key) {}

    /**
     * What is not wrapped by the master key.
     *
     * @param unreadable the number of entries that the store has passed over
     */
    private record Left(List<Wrapped> keys, long unreadable) {

        boolean isNone() {
            return keys.isEmpty() && unreadable == 0;
        }
    }

    /** Rotates in this store, which stays the caller's as the master keys do. */
    public KeyRotation(SubjectKeyStore store, MasterKeys masters) {
        this.store = store;
        this.masters = masters;
    }

    /**
     * Starts a rotation, unless one runs in this instance, and answers how far it is.
     *
     * @throws dev.gregor.failure.TransientException if the master keys cannot be asked for
     */
    public synchronized Rotation start() {
        if (last.state() != State.RUNNING) {
            rewrapped.set(0);
            problem = null;
            last = new Rotation(State.RUNNING, masters.current(), 0, Map.of(), Optional.empty());
            runner.execute(() -> run(last.master()));
        }
        return progress();
    }

    /** How far the rotation is that was started last in this instance. */
    public synchronized Rotation progress() {
        return last.state() == State.RUNNING
                ? new Rotation(State.RUNNING, last.master(), rewrapped.get(), Map.of(), Optional.ofNullable(problem))
                : last;
    }

    private void run(String master) {
        Rotation end;
        try {
            end = ended(master, rotate(master));
        } catch (GregorException e) {
            end = failed(master, e);
        } catch (RuntimeException e) {
            LOG.error("The rotation to master key '{}' has ended", master, e);
            end = failed(master, e);
        }
        LOG.info(
                "Rotation to master key '{}': {}, {} keys rewrapped, left {}",
                master,
                end.state(),
                end.rewrapped(),
                end.left());
        synchronized (this) {
            last = end;
        }
    }

    private Rotation failed(String master, RuntimeException e) {
        return new Rotation(
                State.FAILED, master, rewrapped.get(), Map.of(), Optional.of(String.valueOf(e.getMessage())));
    }

    private Rotation ended(String master, Left left) {
        Map<String, Long> counts = new HashMap<>();
        left.keys().forEach(each -> counts.merge(each.key().master(), 1L, Long::sum));
        return new Rotation(
                left.isNone() ? State.DONE : State.FAILED,
                master,
                rewrapped.get(),
                counts,
                left.isNone() ? Optional.empty() : Optional.of(why(left)));
    }

    private String why(Left left) {
        String known = problem;
        if (known != null) {
            return known;
        }
        return left.unreadable() == 0
                ? "It was interrupted"
                : "%d keys cannot be read in the store, so that the old master keys may be needed for them: see the log"
                        .formatted(left.unreadable());
    }

    /** Goes over the keys until none is left, for other instances may wrap new ones meanwhile; answers those that cannot be. */
    private Left rotate(String master) {
        Left left = others(master);
        long before = -1;
        while (!left.keys().isEmpty() && !closed && rewrapped.get() > before) {
            before = rewrapped.get();
            rewrap(left.keys());
            left = others(master);
        }
        return left;
    }

    private Left others(String master) {
        List<Wrapped> others = new ArrayList<>();
        long unreadable = store.forEach((subject, entry) -> {
            if (entry instanceof WrappedKey key && !key.master().equals(master)) {
                others.add(new Wrapped(subject, key));
            }
        });
        return new Left(others, unreadable);
    }

    private void rewrap(List<Wrapped> keys) {
        ExecutorService threads =
                Executors.newFixedThreadPool(THREADS, DaemonThreads.named("gregor-key-rotation-worker"));
        try {
            List<CompletableFuture<Void>> parts = new ArrayList<>();
            for (int part = 0; part < THREADS; part++) {
                int from = (int) ((long) part * keys.size() / THREADS);
                int to = (int) ((part + 1L) * keys.size() / THREADS);
                List<Wrapped> mine = keys.subList(from, to);
                parts.add(CompletableFuture.runAsync(() -> mine.forEach(this::rewrap), threads));
            }
            CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw FailureCause.of(e) instanceof GregorException known ? known : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private void rewrap(Wrapped each) {
        if (closed) {
            return;
        }
        try {
            byte[] key = masters.unwrap(each.key());
            try {
                if (store.rewrap(each.subject(), each.key(), masters.wrap(key))) {
                    rewrapped.incrementAndGet();
                }
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        } catch (UnusableKeyException e) {
            problem = e.getMessage();
        }
    }

    /** Ends a rotation that runs, after the keys that are being wrapped. */
    @Override
    public void close() {
        closed = true;
        runner.shutdown();
    }
}
