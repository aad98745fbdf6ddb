package dev.gregor.privacy.seal;

import dev.gregor.avro.seal.Place;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Values that were sealed or opened a moment ago, so that what is written and read soon after, as a command and its events are, takes the
 * cipher once. Each has one possible slot, where it takes the place of another; all of them take some 15 MB, and 60 MB at most, as long ones are
 * not kept. Thread-safe, without locks.
 */
final class RecentValues {

    private static final int SLOTS = 1 << 16;
    private static final int MAX_BYTES = 256;

    /** A value of a subject, known by its key, at a place. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Value(DataKey key, Place place, byte[] clear, byte[] sealed) {

        boolean isOf(DataKey otherKey, Place otherPlace) {
            return key == otherKey && place.equals(otherPlace);
        }
    }

    private final AtomicReferenceArray<@Nullable Value> values = new AtomicReferenceArray<>(SLOTS);

    /** What a clear value was sealed to; null if that is not known. */
    byte @Nullable [] sealed(DataKey key, Place place, byte[] clear) {
        Value value = values.get(slot(key, place));
        return value != null && value.isOf(key, place) && Arrays.equals(value.clear(), clear) ? value.sealed() : null;
    }

    /** What a sealed value was opened to; null if that is not known. */
    byte @Nullable [] clear(DataKey key, Place place, byte[] sealed) {
        Value value = values.get(slot(key, place));
        return value != null && value.isOf(key, place) && Arrays.equals(value.sealed(), sealed) ? value.clear() : null;
    }

    void add(DataKey key, Place place, byte[] clear, byte[] sealed) {
        if (clear.length > MAX_BYTES) {
            return;
        }
        values.set(slot(key, place), new Value(key, place, clear, sealed));
    }

    /** Keeps no value of a key that is destroyed. */
    void forget() {
        for (int slot = 0; slot < SLOTS; slot++) {
            values.set(slot, null);
        }
    }

    private static int slot(DataKey key, Place place) {
        int hash = 31 * System.identityHashCode(key) + place.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }
}
