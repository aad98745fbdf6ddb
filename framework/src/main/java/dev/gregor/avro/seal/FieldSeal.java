package dev.gregor.avro.seal;

import org.jspecify.annotations.Nullable;

/**
 * Seals the values of personal fields, each with the key of its subject, and opens them again. Safe for use by many threads.
 *
 * <p>The same value of the same subject at the same place has the same sealed text each time, so that bytes of records
 * can be compared.
 */
public interface FieldSeal {

    /**
     * Seals and opens the values that one subject has in one record. Ask again for the next record, so that it is seen when the subject
     * is forgotten. Nothing is looked up before a value is sealed or opened.
     */
    Values of(String subject);

    /** The values of one subject in one record. Not thread-safe. Leave arrays that are passed or returned as they are: they may be kept. */
    interface Values {

        /**
         * Seals a value; makes the key of the subject if it has none yet.
         *
         * @param record has the value from {@code start} to before {@code end}; not kept
         * @return the {@link Place#text text} that the field has from now on; null if the subject is forgotten
         * @throws dev.gregor.failure.TransientException if the key is not known here and its store does not answer
         */
        byte @Nullable [] seal(Place place, byte[] record, int start, int end);

        /**
         * The value that was sealed.
         *
         * @param record has the text of the field from {@code start} to before {@code end}, which may have been written by anybody; not kept
         * @return null if the subject is forgotten, or this is no text that was sealed for this subject and place
         * @throws dev.gregor.failure.TransientException if the key is not known here and its store does not answer
         */
        byte @Nullable [] open(Place place, byte[] record, int start, int end);
    }
}
