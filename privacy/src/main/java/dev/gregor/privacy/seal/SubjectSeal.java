package dev.gregor.privacy.seal;

import dev.gregor.avro.seal.FieldSeal;
import dev.gregor.avro.seal.Place;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals each value with the key of its subject. */
public final class SubjectSeal implements FieldSeal {

    private static final Logger LOG = LoggerFactory.getLogger(SubjectSeal.class);

    private final SubjectKeys keys;
    private final Counter unopened;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * A seal with these keys.
     *
     * @param meters has {@code gregor.privacy.unopened}, the sealed values that were found where they do not belong, or without a
     *     key
     */
    public SubjectSeal(SubjectKeys keys, MeterRegistry meters) {
        this.keys = keys;
        this.unopened = Counter.builder("gregor.privacy.unopened")
                .description("Sealed values that do not open, though their subject is not forgotten")
                .register(meters);
    }

    @Override
    public byte @Nullable [] seal(String subject, Place place, byte[] clear) {
        try {
            return keys.toSeal(subject) instanceof DataKey key ? sealed(key, subject, place, clear) : null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot seal %s by AES-256-GCM".formatted(place), e);
        }
    }

    @Override
    public byte @Nullable [] open(String subject, Place place, byte[] sealed) {
        KnownKey known = subject.isEmpty() ? null : keys.toOpen(subject).orElse(null);
        if (known == KnownKey.Destroyed.FORGOTTEN) {
            return null;
        }
        try {
            byte @Nullable [] clear = known instanceof DataKey key ? opened(key, subject, place, sealed) : null;
            if (clear == null) {
                tell(place, known == null);
            }
            return clear;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot open %s by AES-256-GCM".formatted(place), e);
        }
    }

    private byte[] sealed(DataKey key, String subject, Place place, byte[] clear) throws GeneralSecurityException {
        byte @Nullable [] before = keys.recent().sealed(key, place, clear);
        if (before != null) {
            return before;
        }
        byte[] sealed = key.seal(subject, place, clear);
        keys.recent().add(key, place, clear, sealed);
        return sealed;
    }

    private byte @Nullable [] opened(DataKey key, String subject, Place place, byte[] sealed)
            throws GeneralSecurityException {
        byte @Nullable [] before = keys.recent().clear(key, place, sealed);
        if (before != null) {
            return before;
        }
        byte @Nullable [] clear = key.open(subject, place, sealed);
        if (clear != null) {
            keys.recent().add(key, place, clear, sealed);
        }
        return clear;
    }

    /** Once for each place, without the subject: ids may be personal as well. */
    private void tell(Place place, boolean isKeyMissing) {
        unopened.increment();
        if (told.add(place + (isKeyMissing ? " without key" : ""))) {
            LOG.warn(
                    isKeyMissing
                            ? "A sealed value of {} has no key and reads as its replacement: see that gregor.privacy.store is the store that it was sealed with"
                            : "A sealed value of {} was sealed for another field or subject and reads as its replacement: see who writes such records",
                    place);
        }
    }
}
