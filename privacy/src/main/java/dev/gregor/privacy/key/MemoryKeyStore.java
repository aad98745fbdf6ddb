package dev.gregor.privacy.key;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Keys of subjects that live as long as the object, for tests: what was sealed is lost with them. */
public final class MemoryKeyStore implements SubjectKeyStore {

    private final Map<String, SubjectEntry> entries = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable String> id = new AtomicReference<>();

    @Override
    public Optional<String> id() {
        return Optional.ofNullable(id.get());
    }

    @Override
    public String identify(String given) {
        id.compareAndSet(null, given);
        return id().orElseThrow();
    }

    @Override
    public Optional<SubjectEntry> find(String subject) {
        return Optional.ofNullable(entries.get(subject));
    }

    @Override
    public SubjectEntry add(String subject, WrappedKey key) {
        return entries.merge(subject, key, (earlier, added) -> earlier);
    }

    @Override
    public Forgotten forget(String subject, Forgotten receipt) {
        return (Forgotten)
                entries.merge(subject, receipt, (earlier, added) -> earlier instanceof Forgotten ? earlier : added);
    }

    @Override
    public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
        return entries.replace(subject, old, now);
    }

    @Override
    public long forEach(BiConsumer<String, SubjectEntry> action) {
        entries.forEach(action);
        return 0;
    }

    /** Does nothing: the entries stay. */
    @Override
    public void close() {}
}
