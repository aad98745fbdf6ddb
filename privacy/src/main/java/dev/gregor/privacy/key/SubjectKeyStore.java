package dev.gregor.privacy.key;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Keeps one {@link SubjectEntry} of each subject: its wrapped key, or that it is forgotten. A subject that is forgotten
 * stays so, and nothing that the store keeps or gives out afterwards has the bytes of its key.
 *
 * <p>Safe for use by many threads, and by several instances of an application unless an implementation says otherwise:
 * all of them agree on the entry of a subject. What a method has returned is stored durably.
 *
 * <p>Each method throws a {@link dev.gregor.failure.TransientException} if the store does not answer. What was asked for
 * may have happened then or not; asking again does no harm.
 */
public interface SubjectKeyStore extends AutoCloseable {

    /**
     * What is known of a subject, at least all that was stored 30 seconds before the call, or before the last
     * {@link #refresh}.
     *
     * @return empty if no key was ever made for it until the call
     */
    Optional<SubjectEntry> find(String subject);

    /** The id of this store, by which it is told from another one; empty if it has been given none, as when it was just begun. */
    Optional<String> id();

    /**
     * Gives the store an id, for good. If it has one that stays.
     *
     * @return what it is afterwards
     */
    String identify(String id);

    /**
     * Lets all that is asked for later see what was stored until now. Waits for nothing. A store that keeps nothing in memory, or has no
     * other instances, need not do anything.
     */
    default void refresh() {}

    /**
     * Stores the first key of a subject. If there is an entry already it stays.
     *
     * @return what is there afterwards: this key, an earlier one, or that the subject is forgotten
     */
    SubjectEntry add(String subject, WrappedKey key);

    /**
     * Destroys the key of a subject, and keeps the receipt in its place. A subject without a key can be forgotten too.
     *
     * @return what is there afterwards: this receipt, or that of the first time
     */
    Forgotten forget(String subject, Forgotten receipt);

    /**
     * Puts a key in the place of another one: the same key, wrapped by another master key.
     *
     * @return false if there is something else than {@code old}, which stays
     */
    boolean rewrap(String subject, WrappedKey old, WrappedKey now);

    /**
     * Calls an action with each subject and its entry, in the calling thread and in no order. What changes meanwhile may be
     * seen or not. The action may call this store. An entry that cannot be read, for somebody has changed or deleted it by other means, is
     * passed over and logged.
     *
     * @return how many were passed over
     */
    long forEach(BiConsumer<String, SubjectEntry> action);

    /** Gives back what the store holds of threads, connections and files. Its entries stay. */
    @Override
    void close();
}
