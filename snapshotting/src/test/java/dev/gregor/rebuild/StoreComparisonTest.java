package dev.gregor.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.bank.Opened;
import dev.gregor.message.MessageType;
import dev.gregor.snapshot.EventVersions;
import dev.gregor.snapshot.FoldResult;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreComparisonTest {

    private static final MessageType OPENED = MessageType.parse("bank-account.opened.v1");
    private static final MessageType NAMED = MessageType.parse("bank-account.named.v1");

    /** Any record serves as a state. */
    private static FoldResult<Opened> folded(long version, String owner, Map<MessageType, Long> last) {
        return new FoldResult<>(
                new AggregateState<>(version, Instant.EPOCH, new Opened(owner)), new EventVersions(last));
    }

    @Test
    void allowsASnapshotThatCountsAnOldEventAsMoreKindsThanItWas() {
        var stored = folded(1, "ann", Map.of(OPENED, 1L, NAMED, 1L));

        assertThat(StoreComparison.difference(stored, folded(1, "ann", Map.of(OPENED, 1L))))
                .isEmpty();
    }

    @Test
    void missesAKindOfEventThatTheStoreDoesNotKnow() {
        var events = folded(2, "ann", Map.of(OPENED, 1L, NAMED, 2L));

        assertThat(StoreComparison.difference(folded(2, "ann", Map.of(OPENED, 1L)), events))
                .isPresent();
        assertThat(StoreComparison.difference(folded(2, "ann", Map.of(OPENED, 1L, NAMED, 1L)), events))
                .isPresent();
    }

    @Test
    void cutsLongStatesShort() {
        var stored = folded(1, "a".repeat(10_000), Map.of());
        var events = folded(1, "b".repeat(10_000), Map.of());

        assertThat(StoreComparison.difference(stored, events).orElseThrow()).hasSizeLessThan(1_100);
    }
}
