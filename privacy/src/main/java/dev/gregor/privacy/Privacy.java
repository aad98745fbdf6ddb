package dev.gregor.privacy;

import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import java.util.Map;
import java.util.Optional;

/**
 * Forgets subjects: the persons that personal fields are about. Forgetting destroys the key that the fields of a subject
 * are sealed with, so that they read as their replacement from then on, wherever they are written.
 *
 * <p>Safe for use by many threads. Methods throw a {@link dev.gregor.failure.TransientException} if the store of the keys does
 * not answer; ask again then.
 */
public interface Privacy {

    /**
     * Destroys the key of a subject, known or not, which cannot be taken back: {@link #find} it first, for an id that is not quite right is
     * forgotten as well, for ever. And begins to mend the read models that hold personal fields in clear. When this
     * returns, the key is gone from the store and from this instance; other instances may know it for the life of their
     * caches. Asked again, it gives the first receipt, with what has been mended since.
     *
     * @param subject its id, as it is in the fields that personal fields name
     * @param by who asks
     * @param reason why; kept with the receipt, so without what is to be forgotten
     * @throws IllegalArgumentException if the subject is empty
     */
    Receipt forget(String subject, String by, String reason);

    /** The receipt of a subject that is forgotten, with what has been mended since; empty if it is not forgotten. */
    Optional<Receipt> receipt(String subject);

    /**
     * The receipts of all subjects that are forgotten, by subject, the newest first: the record of who has forgotten whom, when and why. It
     * reads the whole store, as {@link dev.gregor.privacy.key.SubjectKeyStore#forEach} does, and has none that
     * cannot be read. The map is a copy.
     */
    Map<String, Forgotten> forgotten();

    /** What the store of the keys knows of a subject; empty if nothing was ever sealed for it. */
    Optional<SubjectEntry> find(String subject);
}
