package dev.gregor.privacy.key;

/**
 * Wraps the keys of subjects. There may be several master keys, of which the current one wraps; the others unwrap what they
 * wrapped before.
 *
 * <p>Safe for use by many threads. A method throws a {@link dev.gregor.failure.TransientException} if the keys are kept
 * elsewhere, and that does not answer.
 */
public interface MasterKeys {

    /** The name of the master key that wraps. */
    String current();

    /**
     * Encrypts a key by the current master key.
     *
     * @param key of 32 bytes, left as it is
     */
    WrappedKey wrap(byte[] key);

    /**
     * The key that was wrapped, in a new array.
     *
     * @throws UnusableKeyException if its master key is not known here, or not the one that wrapped it; the message names the
     *     master key
     */
    byte[] unwrap(WrappedKey key);
}
