package dev.gregor.benchmarks.write.system;

import java.util.HashMap;
import java.util.Map;

/** The events that a store holds: each version of each account once and in order, or it is an error. */
public final class RecordedVersions {

    private final Map<String, Long> last = new HashMap<>();

    /**
     * Takes the next event.
     *
     * @throws IllegalStateException if it is not the account's next version
     */
    public void add(String account, long version) {
        long expected = last(account) + 1;
        if (version != expected) {
            throw new IllegalStateException(
                    "'%s' has version %d where %d was expected".formatted(account, version, expected));
        }
        last.put(account, version);
    }

    /** How many events there are. */
    public long total() {
        return last.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The last version of an account; 0 if it has none. */
    public long last(String account) {
        return last.getOrDefault(account, 0L);
    }
}
