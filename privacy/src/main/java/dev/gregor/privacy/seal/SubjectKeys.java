package dev.gregor.privacy.seal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.WrappedKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The keys of subjects, those in use in memory. Safe for use by many threads; different subjects do not wait for one another.
 *
 * <p>Methods throw what the store and the master keys throw.
 */
public final class SubjectKeys {

    private final SubjectKeyStore store;
    private final MasterKeys masters;
    private final Cache<String, Kept> known;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger generation = new AtomicInteger();
    private final RecentValues recent = new RecentValues();

    /** A key, and the generation in which it was begun to be looked up. */
    private record Kept(KnownKey key, int generation) {}

    /** Keys in a store, wrapped by master keys. */
    public SubjectKeys(SubjectKeyStore store, MasterKeys masters, KeyCache cache) {
        this(store, masters, cache, Ticker.systemTicker());
    }

    SubjectKeys(SubjectKeyStore store, MasterKeys masters, KeyCache cache, Ticker ticker) {
        this.store = store;
        this.masters = masters;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(cache.life())
                .maximumSize(cache.subjects())
                .ticker(ticker)
                .build();
    }

    /** The key to seal with, made if there is none yet. */
    KnownKey toSeal(String subject) {
        return known(subject, () -> Optional.of(store.find(subject).orElseGet(() -> add(subject))))
                .orElseThrow();
    }

    /** The key to open with; empty if none was ever made. */
    Optional<KnownKey> toOpen(String subject) {
        return known(subject, () -> store.find(subject));
    }

    private Optional<KnownKey> known(String subject, Supplier<Optional<SubjectEntry>> look) {
        int now = generation.get();
        Kept kept = known.getIfPresent(subject);
        if (kept == null || kept.generation() < now) {
            kept = known.asMap()
                    .compute(
                            subject,
                            (key, found) -> found != null && found.generation() >= now ? found : looked(look, now));
        }
        return Optional.ofNullable(kept).map(Kept::key);
    }

    // Nothing is kept if it is null.
    @SuppressWarnings("NullAway")
    private Kept looked(Supplier<Optional<SubjectEntry>> look, int now) {
        return look.get().map(entry -> new Kept(key(entry), now)).orElse(null);
    }

    private SubjectEntry add(String subject) {
        byte[] key = new byte[DataKey.BYTES];
        random.nextBytes(key);
        WrappedKey wrapped = masters.wrap(key);
        Arrays.fill(key, (byte) 0);
        return store.add(subject, wrapped);
    }

    private KnownKey key(SubjectEntry entry) {
        if (!(entry instanceof WrappedKey wrapped)) {
            return KnownKey.Destroyed.FORGOTTEN;
        }
        byte[] key = masters.unwrap(wrapped);
        try {
            return new DataKey(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HmacSHA256", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Destroys the key of a subject in the store, then here, for good: who has begun to look it up does not bring it back. */
    public Forgotten forget(String subject, Forgotten receipt) {
        Forgotten first = store.forget(subject, receipt);
        known.put(subject, new Kept(KnownKey.Destroyed.FORGOTTEN, generation.get()));
        recent.forget();
        return first;
    }

    /** Looks up each key again before it is used, so that what other instances have forgotten until now is not opened here. */
    public void refresh() {
        generation.incrementAndGet();
        recent.forget();
    }

    /** What was sealed and opened with keys that are in use. */
    RecentValues recent() {
        return recent;
    }
}
