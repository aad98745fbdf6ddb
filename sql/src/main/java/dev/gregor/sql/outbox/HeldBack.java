package dev.gregor.sql.outbox;

import dev.gregor.sql.outbox.RelayTransactions.Refusal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What waits because brokers do not take it: topics, or keys of topics. Tried again after a while. Not thread-safe. */
final class HeldBack {

    private static final long RETRY_NANOS = Duration.ofSeconds(30).toNanos();

    private record Reason(String text, long sinceNanos) {}

    private final Map<String, Reason> reasons = new HashMap<>();

    void add(Refusal refusal) {
        reasons.put(refusal.heldBack(), new Reason(refusal.reason(), System.nanoTime()));
    }

    /** The topics, and the keys after their topics. */
    Collection<String> now() {
        reasons.values().removeIf(each -> System.nanoTime() - each.sinceNanos() > RETRY_NANOS);
        return reasons.keySet();
    }

    /** Why something waits. */
    Optional<String> obstacle() {
        return new TreeMap<>(reasons)
                .values().stream()
                        .findFirst()
                        .map(first -> "%s. It waits, with all that has to come after it%s"
                                .formatted(
                                        first.text(),
                                        reasons.size() == 1
                                                ? ""
                                                : "; so do others, %d in all".formatted(reasons.size())));
    }
}
