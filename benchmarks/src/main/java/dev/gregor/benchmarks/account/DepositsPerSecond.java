package dev.gregor.benchmarks.account;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The read model {@code deposits-per-second}: how many deposits there were in each second, by its start. */
public final class DepositsPerSecond extends Projection<DepositCount> {

    /** Its name. */
    public static final String NAME = "deposits-per-second";

    /** The length of a window. */
    public static final Duration WINDOW = Duration.ofSeconds(1);

    /** Defines it. */
    public DepositsPerSecond() {
        super(NAME, 1, DepositCount.class);
        on(Deposited.class, tumbling(WINDOW), DepositsPerSecond::deposited);
    }

    private static DepositCount deposited(@Nullable DepositCount count, Event<Deposited> event) {
        return plusOne(count);
    }

    /** The count after another deposit; null is none yet. */
    public static DepositCount plusOne(@Nullable DepositCount count) {
        return new DepositCount(count == null ? 1 : count.getDeposits() + 1);
    }
}
