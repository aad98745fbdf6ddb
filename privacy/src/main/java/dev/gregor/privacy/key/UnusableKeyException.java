package dev.gregor.privacy.key;

import dev.gregor.failure.TransientException;
import org.jspecify.annotations.Nullable;

/**
 * The key of one subject cannot be used, though the store and the master keys answer: its master key is not known here or refuses it, or
 * somebody has deleted it by other means. It may be put right; keys of other subjects may be fine.
 */
public class UnusableKeyException extends TransientException {

    /** Says what is wrong with the key, and what to do. */
    public UnusableKeyException(String message) {
        super(message);
    }

    /** Says the same of a failure of another library. */
    public UnusableKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
