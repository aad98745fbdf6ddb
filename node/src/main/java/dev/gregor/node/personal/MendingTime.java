package dev.gregor.node.personal;

import dev.gregor.privacy.key.Forgotten;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * From when on a build of a read model has nothing of a forgotten subject in it: some time after that of the receipt. Until then the key may not
 * have been destroyed yet, or clocks differ. A receipt of the future counts as one of when it was first seen, else no build would ever be
 * late enough.
 * Thread-safe.
 */
final class MendingTime {

    private final InstantSource clock;
    private final Duration margin;
    private final Map<String, Instant> firstSeen = new HashMap<>();
    private Instant newest = Instant.EPOCH;

    /** By this clock, so long after each receipt. */
    MendingTime(InstantSource clock, Duration margin) {
        this.clock = clock;
        this.margin = margin;
    }

    /** Takes note of a receipt. */
    synchronized void note(Forgotten receipt) {
        Instant at = at(receipt);
        if (at.isAfter(newest)) {
            newest = at;
        }
    }

    private Instant at(Forgotten receipt) {
        Instant now = clock.instant();
        if (receipt.at().isAfter(now)) {
            firstSeen.putIfAbsent(receipt.receipt(), now);
        }
        return firstSeen.getOrDefault(receipt.receipt(), receipt.at());
    }

    /** The time after which builds have to be begun because of a receipt. */
    synchronized Instant of(Forgotten receipt) {
        return at(receipt).plus(margin);
    }

    /** The time after which they have to be begun because of all receipts; empty while there is none, or that time has not come. */
    synchronized Optional<Instant> ofAll() {
        Instant all = newest.plus(margin);
        return newest.isAfter(Instant.EPOCH) && clock.instant().isAfter(all) ? Optional.of(all) : Optional.empty();
    }
}
