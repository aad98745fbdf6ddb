package dev.gregor.privacy.seal;

import dev.gregor.avro.seal.Place;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Values that were sealed or opened a moment ago, with the text that their field has, so that what is written and read soon after, as a
 * command and its events are, takes the cipher once. The values of a key at a place have two slots, which they share with those of others, and
 * where one takes the place of another; all of them take some 15 MB, and 60 MB at most, as long ones are not kept. Thread-safe, without locks.
 */
final class RecentValues {

    private static final int SLOTS = 1 << 16;
    private static final int MAX_BYTES = 256;

    /** A value of a subject, known by its key, at a place. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Value(DataKey key, Place place, byte[] clear, byte[] text) {

        boolean hasClear(DataKey ofKey, Place ofPlace, byte[] bytes, int start, int end) {
            return isOf(ofKey, ofPlace) && Arrays.equals(clear, 0, clear.length, bytes, start, end);
        }

        boolean hasText(DataKey ofKey, Place ofPlace, byte[] bytes, int start, int end) {
            return isOf(ofKey, ofPlace) && Arrays.equals(text, 0, text.length, bytes, start, end);
        }

        private boolean isOf(DataKey otherKey, Place otherPlace) {
            return key == otherKey && place.equals(otherPlace);
        }

        boolean isSame(Value other) {
            return hasClear(other.key, other.place, other.clear, 0, other.clear.length);
        }
    }

    private final AtomicReferenceArray<@Nullable Value> values = new AtomicReferenceArray<>(SLOTS);
    private final AtomicInteger epoch = new AtomicInteger();

    /** The text of a clear value, which is from start to before end; null if that is not known. */
    byte @Nullable [] text(DataKey key, Place place, byte[] clear, int start, int end) {
        int slot = slot(key, place);
        Value value = values.get(slot);
        if (value != null && value.hasClear(key, place, clear, start, end)) {
            return value.text;
        }
        value = values.get(other(slot));
        return value != null && value.hasClear(key, place, clear, start, end) ? value.text : null;
    }

    /** The clear value of a text, which is from start to before end; null if that is not known. */
    byte @Nullable [] clear(DataKey key, Place place, byte[] text, int start, int end) {
        int slot = slot(key, place);
        Value value = values.get(slot);
        if (value != null && value.hasText(key, place, text, start, end)) {
            return value.clear;
        }
        value = values.get(other(slot));
        return value != null && value.hasText(key, place, text, start, end) ? value.clear : null;
    }

    /** What has to be taken before a key is asked for, and given with what the key has sealed or opened. */
    int epoch() {
        return epoch.get();
    }

    /**
     * Keeps a value, unless it is long, or keys were {@link #forget() forgotten} after the epoch was taken: its own may be one of them.
     */
    void add(int since, DataKey key, Place place, byte[] clear, byte[] text) {
        if (clear.length > MAX_BYTES) {
            return;
        }
        Value value = new Value(key, place, clear, text);
        int slot = slotFor(value);
        values.set(slot, value);
        // looked at after it was put, so that who forgets meanwhile finds it, or is seen here
        if (epoch.get() != since) {
            values.compareAndSet(slot, value, null);
        }
    }

    /** The slot of the same value, or one that is free, or any. */
    private int slotFor(Value value) {
        int one = slot(value.key, value.place);
        int two = other(one);
        Value first = values.get(one);
        Value second = values.get(two);
        if (first == null || first.isSame(value)) {
            return second != null && second.isSame(value) ? two : one;
        }
        return second == null
                        || second.isSame(value)
                        || ThreadLocalRandom.current().nextBoolean()
                ? two
                : one;
    }

    /** Keeps no value of a key that is destroyed, and adds none later with a key from before. */
    void forget() {
        epoch.incrementAndGet();
        for (int slot = 0; slot < SLOTS; slot++) {
            values.set(slot, null);
        }
    }

    private static int slot(DataKey key, Place place) {
        int hash = 31 * System.identityHashCode(key) + place.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }

    private static int other(int slot) {
        return slot ^ 1;
    }
}
