package dev.gregor.privacy.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MemoryKeyStore;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.WrappedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class SubjectKeysTest {

    private static final Forgotten RECEIPT = new Forgotten("r1", Instant.EPOCH, "tests", "asked");
    private static final KeyCache CACHE = new KeyCache(Duration.ofMinutes(5), 10);

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryKeyStore store = new MemoryKeyStore();
    private final SubjectKeys here = keys(store);
    private final SubjectKeys elsewhere = keys(store);

    private SubjectKeys keys(SubjectKeyStore of) {
        return new SubjectKeys(of, new TestMasterKeys(), CACHE, nanos::get);
    }

    @Test
    void makesAKeyToSealWithAndNoneToOpenWith() {
        assertThat(here.toOpen("ann")).isEmpty();
        assertThat(store.find("ann")).isEmpty();
        assertThat(here.toSeal("ann")).isInstanceOf(DataKey.class);
        assertThat(elsewhere.toOpen("ann")).get().isInstanceOf(DataKey.class);
        assertThat(store.find("ann")).get().isInstanceOf(WrappedKey.class);
    }

    @Test
    void forgetsHereAtOnceAndElsewhereWhenTheCacheEnds() {
        here.toSeal("ann");
        elsewhere.toSeal("ann");

        here.forget("ann", RECEIPT);

        assertThat(here.toOpen("ann")).contains(KnownKey.Destroyed.FORGOTTEN);
        assertThat(elsewhere.toOpen("ann")).get().isInstanceOf(DataKey.class);
        nanos.addAndGet(CACHE.life().toNanos());
        assertThat(elsewhere.toOpen("ann")).contains(KnownKey.Destroyed.FORGOTTEN);
    }

    @Test
    void forgetsElsewhereWhenItIsRefreshed() {
        elsewhere.toSeal("ann");
        here.forget("ann", RECEIPT);

        elsewhere.refresh();

        assertThat(elsewhere.toOpen("ann")).contains(KnownKey.Destroyed.FORGOTTEN);
        assertThat(elsewhere.toSeal("ann")).isEqualTo(KnownKey.Destroyed.FORGOTTEN);
    }

    @Test
    void makesNoKeyForAForgottenSubject() {
        here.forget("ann", RECEIPT);

        assertThat(elsewhere.toSeal("ann")).isEqualTo(KnownKey.Destroyed.FORGOTTEN);
        assertThat(store.find("ann")).contains(RECEIPT);
    }

    @Test
    void bringsNoKeyBackThatIsLookedUpMeanwhile() throws Exception {
        here.toSeal("ann");
        SlowStore slow = new SlowStore(store);
        SubjectKeys keys = keys(slow);
        var opened = CompletableFuture.supplyAsync(() -> keys.toOpen("ann"));
        slow.found.await();
        var forgotten = CompletableFuture.supplyAsync(() -> keys.forget("ann", RECEIPT));
        slow.forgotten.await();
        slow.goOn.countDown();

        assertThat(opened.get()).get().isInstanceOf(DataKey.class);
        assertThat(forgotten.get()).isEqualTo(RECEIPT);
        assertThat(keys.toOpen("ann")).contains(KnownKey.Destroyed.FORGOTTEN);
    }

    /** Finds what it found, long ago. */
    private static final class SlowStore implements SubjectKeyStore {

        private final SubjectKeyStore store;
        private final CountDownLatch found = new CountDownLatch(1);
        private final CountDownLatch forgotten = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        SlowStore(SubjectKeyStore store) {
            this.store = store;
        }

        @Override
        public Optional<SubjectEntry> find(String subject) {
            Optional<SubjectEntry> entry = store.find(subject);
            found.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return entry;
        }

        @Override
        public SubjectEntry add(String subject, WrappedKey key) {
            return store.add(subject, key);
        }

        @Override
        public Forgotten forget(String subject, Forgotten receipt) {
            Forgotten first = store.forget(subject, receipt);
            forgotten.countDown();
            return first;
        }

        @Override
        public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
            return store.rewrap(subject, old, now);
        }

        @Override
        public void forEach(BiConsumer<String, SubjectEntry> action) {
            store.forEach(action);
        }

        @Override
        public void close() {}
    }
}
