package dev.gregor.privacy.key;

import java.util.Optional;
import java.util.function.BiConsumer;

/** Does what another store does, which stays the caller's to close. */
public class ForwardingKeyStore implements SubjectKeyStore {

    private final SubjectKeyStore store;

    protected ForwardingKeyStore(SubjectKeyStore store) {
        this.store = store;
    }

    @Override
    public Optional<String> id() {
        return store.id();
    }

    @Override
    public String identify(String id) {
        return store.identify(id);
    }

    @Override
    public Optional<SubjectEntry> find(String subject) {
        return store.find(subject);
    }

    @Override
    public SubjectEntry add(String subject, WrappedKey key) {
        return store.add(subject, key);
    }

    @Override
    public Forgotten forget(String subject, Forgotten receipt) {
        return store.forget(subject, receipt);
    }

    @Override
    public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
        return store.rewrap(subject, old, now);
    }

    @Override
    public long forEach(BiConsumer<String, SubjectEntry> action) {
        return store.forEach(action);
    }

    @Override
    public void close() {}
}
