package dev.gregor.node.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MemoryKeyStore;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.WrappedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MendedRowsTest {

    private static final Instant AT = Instant.parse("2026-01-31T10:00:00Z");
    private static final Duration MARGIN = Duration.ofMinutes(2);
    private static final Forgotten RECEIPT = new Forgotten("r1", AT, "the tests", "she asked");
    private static final Duration ALWAYS = Duration.ofNanos(1);

    private final LinkedBlockingQueue<Instant> renewed = new LinkedBlockingQueue<>();
    private final MendingTime time = new MendingTime(() -> AT.plusSeconds(3600), MARGIN);

    /** Is looked through in a way of its own. */
    private record Store(MemoryKeyStore entries, Consumer<BiConsumer<String, SubjectEntry>> look)
            implements SubjectKeyStore {

        Store(Consumer<BiConsumer<String, SubjectEntry>> look) {
            this(new MemoryKeyStore(), look);
        }

        @Override
        public Optional<SubjectEntry> find(String subject) {
            return entries.find(subject);
        }

        @Override
        public Optional<String> id() {
            return entries.id();
        }

        @Override
        public String identify(String id) {
            return entries.identify(id);
        }

        @Override
        public SubjectEntry add(String subject, WrappedKey key) {
            return entries.add(subject, key);
        }

        @Override
        public Forgotten forget(String subject, Forgotten receipt) {
            return entries.forget(subject, receipt);
        }

        @Override
        public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
            return entries.rewrap(subject, old, now);
        }

        @Override
        public long forEach(BiConsumer<String, SubjectEntry> action) {
            look.accept(action);
            return 0;
        }

        @Override
        public void close() {}
    }

    private void awaitRenewal() {
        await().until(() -> AT.plus(MARGIN).equals(renewed.poll()));
    }

    @Test
    void areMendedWhileTheStoreIsLookedThrough() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        Store slow = new Store(action -> {
            action.accept("ann", RECEIPT);
            try {
                end.await();
            } catch (InterruptedException e) {
                looked.countDown();
                Thread.currentThread().interrupt();
            }
        });

        MendedRows rows = MendedRows.start(slow, renewed::add, time, ALWAYS);
        try (rows) {
            awaitRenewal();
            awaitRenewal();
            assertThat(looked.getCount()).isEqualTo(1);
        }
        assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void areMendedAfterALookThatFailed() {
        AtomicInteger looks = new AtomicInteger();
        Store failing = new Store(action -> {
            if (looks.incrementAndGet() < 3) {
                throw new TransientException("The store is away");
            }
            action.accept("ann", RECEIPT);
        });

        MendedRows rows = MendedRows.start(failing, renewed::add, time, ALWAYS);
        try (rows) {
            awaitRenewal();
        }
        assertThat(looks.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void areLookedForWhileMendingFails() {
        AtomicInteger tries = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        Store store = new Store(action -> {
            looks.incrementAndGet();
            action.accept("ann", RECEIPT);
        });
        Consumer<Instant> failing = after -> {
            if (tries.incrementAndGet() < 3) {
                throw new TransientException("No builds");
            }
            renewed.add(after);
        };

        MendedRows rows = MendedRows.start(store, failing, time, ALWAYS);
        try (rows) {
            await().until(() -> tries.get() > 0);
            int before = looks.get();
            await().until(() -> looks.get() > before);
            awaitRenewal();
        }
    }
}
