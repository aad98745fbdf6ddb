package dev.gregor.privacy.seal;

import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.WrappedKey;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A store that does not answer. */
final class SilentStore implements SubjectKeyStore {

    private static TransientException silent() {
        return new TransientException("The store does not answer");
    }

    @Override
    public Optional<String> id() {
        throw silent();
    }

    @Override
    public String identify(String id) {
        throw silent();
    }

    @Override
    public Optional<SubjectEntry> find(String subject) {
        throw silent();
    }

    @Override
    public SubjectEntry add(String subject, WrappedKey key) {
        throw silent();
    }

    @Override
    public Forgotten forget(String subject, Forgotten receipt) {
        throw silent();
    }

    @Override
    public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
        throw silent();
    }

    @Override
    public long forEach(BiConsumer<String, SubjectEntry> action) {
        throw silent();
    }

    @Override
    public void close() {}
}
