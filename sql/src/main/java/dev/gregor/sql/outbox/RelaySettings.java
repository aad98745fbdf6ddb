package dev.gregor.sql.outbox;

import java.time.Duration;

/**
 * How a relay works.
 *
 * @param table the table of the outbox
 * @param pollInterval after which it looks for new messages when there were none
 * @param keep how long published messages stay in the table, to be published again if need be; zero for not at all
 */
public record RelaySettings(String table, Duration pollInterval, Duration keep) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the interval is not positive, or the other negative
     */
    public RelaySettings {
        if (pollInterval.isNegative() || pollInterval.isZero() || keep.isNegative()) {
            throw new IllegalArgumentException(
                    "pollInterval %s, keep %s: the first has to be positive, the other not negative"
                            .formatted(pollInterval, keep));
        }
    }

    /** Returns those of the table {@code outbox}, looked at every 100 ms, with published messages kept for a day. */
    public static RelaySettings standard() {
        return new RelaySettings("outbox", Duration.ofMillis(100), Duration.ofDays(1));
    }

    /** Returns these for another table. */
    public RelaySettings withTable(String name) {
        return new RelaySettings(name, pollInterval, keep);
    }

    /** Returns these with another interval. */
    public RelaySettings withPollInterval(Duration interval) {
        return new RelaySettings(table, interval, keep);
    }

    /** Returns these with another time. */
    public RelaySettings withKeep(Duration time) {
        return new RelaySettings(table, pollInterval, time);
    }
}
