package dev.gregor.avro.seal;

import org.jspecify.annotations.Nullable;

/**
 * Seals the values of personal fields, each with the key of its subject, and opens them again. Safe for use by many threads.
 *
 * <p>The same value of the same subject at the same place has the same sealed bytes each time, so that bytes of records
 * can be compared. Arrays that are passed or returned may be kept; leave them as they are.
 */
public interface FieldSeal {

    /**
     * Seals a value; makes the key of the subject if it has none yet.
     *
     * @return null if the subject is forgotten
     * @throws dev.gregor.failure.TransientException if the key is not known here and its store does not answer
     */
    byte @Nullable [] seal(String subject, Place place, byte[] clear);

    /**
     * The value that was sealed.
     *
     * @param sealed anything, for it may have been written by anybody
     * @return null if the subject is forgotten, or these are not bytes that were sealed for this subject and place
     * @throws dev.gregor.failure.TransientException if the key is not known here and its store does not answer
     */
    byte @Nullable [] open(String subject, Place place, byte[] sealed);
}
