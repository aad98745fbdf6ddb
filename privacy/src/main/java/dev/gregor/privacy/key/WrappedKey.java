package dev.gregor.privacy.key;

import java.util.Arrays;
import java.util.Objects;

/**
 * The key of a subject, encrypted by a master key. Two are equal if their bytes are.
 *
 * @param master the name of the master key, as {@link MasterKeys} knows it
 * @param bytes what {@link MasterKeys#wrap} made; not copied, so leave them as they are
 */
public record WrappedKey(String master, byte[] bytes) implements SubjectEntry {

    public WrappedKey {
        Objects.requireNonNull(master, "master");
        Objects.requireNonNull(bytes, "bytes");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrappedKey that && master.equals(that.master) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * master.hashCode() + Arrays.hashCode(bytes);
    }

    /** Names the master key and shows none of the bytes. */
    @Override
    public String toString() {
        return "a key wrapped by " + master;
    }
}
