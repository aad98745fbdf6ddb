package dev.gregor.bank;

import dev.gregor.projection.Projection;
import java.time.Duration;

/** How many accounts were opened in each hour. */
public final class OpeningsPerHour extends Projection<CountRow> {

    public OpeningsPerHour() {
        super("openings-per-hour", 1, CountRow.class);
        on(Opened.class, tumbling(Duration.ofHours(1)), AccountsByOwner::increment);
    }
}
