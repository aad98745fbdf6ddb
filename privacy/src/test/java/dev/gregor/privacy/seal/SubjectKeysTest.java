package dev.gregor.privacy.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.ForwardingKeyStore;
import dev.gregor.privacy.key.MemoryKeyStore;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SubjectKeysTest {

    private static final Forgotten RECEIPT = new Forgotten("r1", Instant.EPOCH, "tests", "asked");
    private static final KeyCache CACHE = new KeyCache(Duration.ofMinutes(5), 10);

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryKeyStore store = new MemoryKeyStore();
    private final SubjectKeys here = keys(store);
    private final SubjectKeys elsewhere = keys(store);

    private SubjectKeys keys(SubjectKeyStore of) {
        return new SubjectKeys(
                of, new TestMasterKeys(), CACHE, new KeyLookups(Duration.ofSeconds(10), nanos::get), nanos::get);
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

        assertThat(keys.forget("ann", RECEIPT)).isEqualTo(RECEIPT);
        slow.goOn.countDown();

        assertThat(opened.get()).contains(KnownKey.Destroyed.FORGOTTEN);
        assertThat(keys.toOpen("ann")).contains(KnownKey.Destroyed.FORGOTTEN);
    }

    @Test
    void asksAStoreThatFailsAgainAfterSomeSecondsOnly() {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean isAway = new AtomicBoolean(true);
        SubjectKeys keys = keys(new ForwardingKeyStore(store) {
            @Override
            public Optional<SubjectEntry> find(String subject) {
                asked.incrementAndGet();
                if (isAway.get()) {
                    throw new TransientException("The store is away");
                }
                return super.find(subject);
            }
        });
        here.toSeal("ann");

        assertThatThrownBy(() -> keys.toOpen("ann")).hasMessage("The store is away");
        assertThatThrownBy(() -> keys.toSeal("bob"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("The store is away");
        assertThat(asked).hasValue(1);

        isAway.set(false);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(keys.toOpen("ann")).get().isInstanceOf(DataKey.class);
    }

    @Test
    void waitsNoLongerThanTheLimitAndKeepsWhatIsFoundLater() throws Exception {
        here.toSeal("ann");
        SlowStore slow = new SlowStore(store);
        SubjectKeys keys = new SubjectKeys(
                slow, new TestMasterKeys(), CACHE, new KeyLookups(Duration.ofMillis(20), nanos::get), nanos::get);

        assertThatThrownBy(() -> keys.toOpen("ann"))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("PT0.02S");
        slow.goOn.countDown();

        Awaitility.await()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(keys.toOpen("ann")).get().isInstanceOf(DataKey.class));
    }

    @Test
    void aKeyThatCannotBeUsedKeepsNoOtherFromBeingLookedUp() {
        here.toSeal("ann");
        store.add("bob", new WrappedKey("gone", new byte[] {1}));

        assertThatThrownBy(() -> elsewhere.toOpen("bob")).isInstanceOf(UnusableKeyException.class);
        assertThat(elsewhere.toOpen("ann")).get().isInstanceOf(DataKey.class);
    }

    @Test
    void subjectsDoNotWaitForOneAnother() throws Exception {
        here.toSeal("ann");
        SlowStore slow = new SlowStore(store, "bob");
        SubjectKeys keys = keys(slow);
        var bob = CompletableFuture.supplyAsync(() -> keys.toOpen("bob"));
        slow.found.await();

        assertThat(keys.toOpen("ann")).get().isInstanceOf(DataKey.class);
        slow.goOn.countDown();
        assertThat(bob.get()).isEmpty();
    }

    @Test
    void looksUpOnceForManyCallers() throws Exception {
        here.toSeal("ann");
        SlowStore slow = new SlowStore(store);
        SubjectKeys keys = keys(slow);
        var first = CompletableFuture.supplyAsync(() -> keys.toOpen("ann"));
        slow.found.await();
        var second = new CompletableFuture<Optional<KnownKey>>();
        Thread caller = new Thread(() -> second.complete(keys.toOpen("ann")));
        caller.start();
        Awaitility.await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        slow.goOn.countDown();

        assertThat(first.get()).get().isInstanceOf(DataKey.class);
        assertThat(second.get()).get().isInstanceOf(DataKey.class);
        assertThat(slow.asked).hasValue(1);
    }

    @Test
    void countsTheSubjectsThatAreFoundToBeForgotten() {
        elsewhere.toSeal("ann");
        assertThat(here.forgettings()).isZero();

        here.forget("ann", RECEIPT);
        here.forget("ann", RECEIPT);
        assertThat(here.forgettings()).isEqualTo(1);
        assertThat(elsewhere.forgettings()).isZero();

        elsewhere.refresh();
        elsewhere.toOpen("ann");
        elsewhere.toOpen("ann");
        assertThat(elsewhere.forgettings()).isEqualTo(1);
    }

    @Test
    void refreshesTheStoreToo() {
        AtomicInteger refreshed = new AtomicInteger();
        keys(new ForwardingKeyStore(store) {
                    @Override
                    public void refresh() {
                        refreshed.incrementAndGet();
                    }
                })
                .refresh();

        assertThat(refreshed).hasValue(1);
    }

    /** Finds what it found, long ago. */
    private static final class SlowStore extends ForwardingKeyStore {

        private final String slow;
        private final CountDownLatch found = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicInteger asked = new AtomicInteger();

        SlowStore(SubjectKeyStore store) {
            this(store, "ann");
        }

        SlowStore(SubjectKeyStore store, String slow) {
            super(store);
            this.slow = slow;
        }

        @Override
        public Optional<SubjectEntry> find(String subject) {
            Optional<SubjectEntry> entry = super.find(subject);
            if (!subject.equals(slow)) {
                return entry;
            }
            asked.incrementAndGet();
            found.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return entry;
        }
    }
}
