package dev.gregor.privacy.seal;

import dev.gregor.avro.seal.FieldSeal;
import dev.gregor.avro.seal.Place;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.util.Arrays;
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
    public Values of(String subject) {
        return new SubjectValues(subject);
    }

    private final class SubjectValues implements Values {

        private final String subject;
        private final int epoch = keys.recent().epoch();
        private @Nullable KnownKey key;
        private boolean isAsked;

        SubjectValues(String subject) {
            this.subject = subject;
        }

        @Override
        public byte @Nullable [] seal(Place place, byte[] record, int start, int end) {
            KnownKey known = key;
            if (known == null) {
                known = keys.toSeal(subject);
                key = known;
            }
            try {
                return known instanceof DataKey of ? text(of, place, record, start, end) : null;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java cannot seal %s by AES-256-GCM".formatted(place), e);
            }
        }

        private byte[] text(DataKey of, Place place, byte[] record, int start, int end)
                throws GeneralSecurityException {
            byte @Nullable [] recent = keys.recent().text(of, place, record, start, end);
            if (recent != null) {
                return recent;
            }
            byte[] clear = Arrays.copyOfRange(record, start, end);
            byte[] text = place.text(of.seal(subject, place, clear));
            keys.recent().add(epoch, of, place, clear, text);
            return text;
        }

        @Override
        public byte @Nullable [] open(Place place, byte[] record, int start, int end) {
            if (!isAsked) {
                key = subject.isEmpty() ? null : keys.toOpen(subject).orElse(null);
                isAsked = true;
            }
            if (key == KnownKey.Destroyed.FORGOTTEN) {
                return null;
            }
            try {
                byte @Nullable [] clear = key instanceof DataKey of ? clear(of, place, record, start, end) : null;
                if (clear == null) {
                    tell(place, key == null);
                }
                return clear;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java cannot open %s by AES-256-GCM".formatted(place), e);
            }
        }

        private byte @Nullable [] clear(DataKey of, Place place, byte[] record, int start, int end)
                throws GeneralSecurityException {
            byte @Nullable [] recent = keys.recent().clear(of, place, record, start, end);
            if (recent != null) {
                return recent;
            }
            byte[] sealed = place.sealed(record, start, end);
            byte @Nullable [] clear = of.open(subject, place, sealed);
            if (clear != null) {
                keys.recent()
                        .add(
                                epoch,
                                of,
                                place,
                                clear,
                                place.text(sealed)); // Others may write the same in Base64 otherwise.
            }
            return clear;
        }
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
