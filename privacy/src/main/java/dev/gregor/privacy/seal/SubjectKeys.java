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
import org.jspecify.annotations.Nullable;

/**
 * The keys of subjects, those in use in memory. Safe for use by many threads; different subjects do not wait for one another.
 *
 * <p>Methods throw what the store and the master keys throw.
 */
public final class SubjectKeys {

    private final SubjectKeyStore store;
    private final MasterKeys masters;
    private final Cache<String, KnownKey> known;
    private final SecureRandom random = new SecureRandom();

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
        return known.get(subject, this::findOrAdd);
    }

    private KnownKey findOrAdd(String subject) {
        return known(store.find(subject).orElseGet(() -> add(subject)));
    }

    private SubjectEntry add(String subject) {
        byte[] key = new byte[DataKey.BYTES];
        random.nextBytes(key);
        WrappedKey wrapped = masters.wrap(key);
        Arrays.fill(key, (byte) 0);
        return store.add(subject, wrapped);
    }

    /** The key to open with; null if none was ever made. */
    @Nullable
    KnownKey toOpen(String subject) {
        KnownKey found = known.getIfPresent(subject);
        return found != null ? found : known.get(subject, this::find);
    }

    // Caffeine keeps nothing then, and gives back null.
    @SuppressWarnings("NullAway")
    private KnownKey find(String subject) {
        return store.find(subject).map(this::known).orElse(null);
    }

    private KnownKey known(SubjectEntry entry) {
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
        known.put(subject, KnownKey.Destroyed.FORGOTTEN);
        return first;
    }
}
