package dev.gregor.node.personal;

import dev.gregor.avro.seal.FieldSeal;
import dev.gregor.avro.seal.Place;
import dev.gregor.failure.PermanentException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals nothing for want of a store of keys, and lets nothing be written that has to be sealed. */
public final class NoStore implements FieldSeal {

    private static final Logger LOG = LoggerFactory.getLogger(NoStore.class);

    private final String cure;
    private final AtomicBoolean told = new AtomicBoolean();

    /** With what is to be done about it. */
    public NoStore(String cure) {
        this.cure = cure;
    }

    @Override
    public Values of(String subject) {
        return new NoValues();
    }

    private final class NoValues implements Values {

        /** Refuses. */
        @Override
        public byte[] seal(Place place, byte[] record, int start, int end) {
            throw new PermanentException(
                    "Field %s is personal, but there is no store for the keys of subjects: %s".formatted(place, cure));
        }

        /** Knows none, and says so once. */
        @Override
        public byte @Nullable [] open(Place place, byte[] record, int start, int end) {
            if (told.compareAndSet(false, true)) {
                LOG.warn(
                        "A sealed value of {} reads as its replacement, as will others, for there is no store for the keys of subjects: {}",
                        place,
                        cure);
            }
            return null;
        }
    }
}
