package dev.gregor.privacy.seal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.gregor.failure.TransientException;
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
 * <p>Methods throw what the store and the master keys throw, and a {@link TransientException} if they do not answer within 10 seconds. For 3
 * seconds after a failure, no key is looked up: calls that would have to wait fail at once.
 */
public final class SubjectKeys {

    private final SubjectKeyStore store;
    private final MasterKeys masters;
    private final Cache<String, Kept> known;
    /** Subjects that are forgotten stay so. */
    private final Cache<String, KnownKey> forgotten;

    private final KeyLookups lookups;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger generation = new AtomicInteger();
    private final AtomicInteger forgettings = new AtomicInteger();
    private final RecentValues recent = new RecentValues();

    /** A key, and the generation in which it was begun to be looked up. */
    private record Kept(KnownKey key, int generation) {}

    /** Keys in a store, wrapped by master keys. */
    public SubjectKeys(SubjectKeyStore store, MasterKeys masters, KeyCache cache) {
        this(store, masters, cache, new KeyLookups(), Ticker.systemTicker());
    }

    SubjectKeys(SubjectKeyStore store, MasterKeys masters, KeyCache cache, KeyLookups lookups, Ticker ticker) {
        this.store = store;
        this.masters = masters;
        this.lookups = lookups;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(cache.life())
                .maximumSize(cache.subjects())
                .ticker(ticker)
                .build();
        this.forgotten = Caffeine.newBuilder().maximumSize(cache.subjects()).build();
    }

    /** The key to seal with, made if there is none yet. */
    KnownKey toSeal(String subject) {
        return known(subject)
                .or(() -> asked(subject, true, () -> store.find(subject).or(() -> Optional.of(add(subject)))))
                .orElseThrow();
    }

    /** The key to open with; empty if none was ever made. */
    Optional<KnownKey> toOpen(String subject) {
        return known(subject).or(() -> asked(subject, false, () -> store.find(subject)));
    }

    private Optional<KnownKey> known(String subject) {
        KnownKey destroyed = forgettings.get() == 0 ? null : forgotten.getIfPresent(subject);
        if (destroyed != null) {
            return Optional.of(destroyed);
        }
        Kept kept = known.getIfPresent(subject);
        return kept == null || kept.generation() < generation.get() ? Optional.empty() : Optional.of(kept.key());
    }

    private Optional<KnownKey> asked(String subject, boolean toSeal, Supplier<Optional<SubjectEntry>> look) {
        int now = generation.get();
        return lookups.ask(
                new KeyLookups.What(subject, toSeal, now), () -> look.get().map(entry -> kept(subject, entry, now)));
    }

    private KnownKey kept(String subject, SubjectEntry entry, int now) {
        if (entry instanceof WrappedKey wrapped) {
            DataKey key = key(wrapped);
            known.put(subject, new Kept(key, now));
            // looked at after it was put, so that who forgets meanwhile takes it away, or is seen here
            return forgotten.getIfPresent(subject) == null ? key : destroyed(subject);
        }
        return destroyed(subject);
    }

    private KnownKey destroyed(String subject) {
        if (forgotten.asMap().put(subject, KnownKey.Destroyed.FORGOTTEN) == null) {
            forgettings.incrementAndGet();
        }
        known.invalidate(subject);
        recent.forget();
        return KnownKey.Destroyed.FORGOTTEN;
    }

    private SubjectEntry add(String subject) {
        byte[] key = new byte[DataKey.BYTES];
        random.nextBytes(key);
        WrappedKey wrapped = masters.wrap(key);
        Arrays.fill(key, (byte) 0);
        return store.add(subject, wrapped);
    }

    private DataKey key(WrappedKey wrapped) {
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
        destroyed(subject);
        return first;
    }

    /** Looks up each key again before it is used, so that what other instances have forgotten until now is not opened here. */
    public void refresh() {
        store.refresh();
        generation.incrementAndGet();
        recent.forget();
    }

    /** What was sealed and opened with keys that are in use. */
    RecentValues recent() {
        return recent;
    }

    /**
     * How many subjects are known here to be forgotten, or were. When it has changed, what was opened before may be what nobody is to
     * read any more.
     */
    public int forgettings() {
        return forgettings.get();
    }
}
