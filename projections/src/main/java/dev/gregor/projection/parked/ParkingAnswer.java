package dev.gregor.projection.parked;

import org.jspecify.annotations.Nullable;

/**
 * What became of the parked events of a key.
 *
 * @param applied how many were applied
 * @param discarded how many were thrown away
 * @param parked how many are still parked, because the first of them failed again or is not the one to be thrown away
 * @param reason why the first of those that are still parked is; null if there are none
 */
public record ParkingAnswer(
        int applied, int discarded, int parked, @Nullable String reason) {

    static final ParkingAnswer NOTHING = new ParkingAnswer(0, 0, 0, null);
    static final ParkingAnswer APPLIED = new ParkingAnswer(1, 0, 0, null);
    static final ParkingAnswer DISCARDED = new ParkingAnswer(0, 1, 0, null);

    /** Whether there were any. */
    public boolean concernsAny() {
        return applied + discarded + parked > 0;
    }

    /** What two instances, or two steps, have done together. */
    public ParkingAnswer plus(ParkingAnswer other) {
        return new ParkingAnswer(
                applied + other.applied,
                discarded + other.discarded,
                parked + other.parked,
                reason == null ? other.reason : reason);
    }

    ParkingAnswer leaving(int stillParked, @Nullable String why) {
        return new ParkingAnswer(applied, discarded, stillParked, why);
    }
}
