package dev.gregor.user;

import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The read model {@code registrations-per-hour}: how many users registered in each hour (UTC), by its start, such as
 * {@code 2026-01-31T10:00:00Z}. An hour without registrations has no row.
 */
public final class RegistrationsPerHour extends Projection<CountRow> {

    /** Defines the read model. */
    public RegistrationsPerHour() {
        super("registrations-per-hour", 1, CountRow.class);
        on(UserRegistered.class, tumbling(Duration.ofHours(1)), RegistrationsPerHour::count);
    }

    private static CountRow count(@Nullable CountRow row, Event<UserRegistered> event) {
        return new CountRow(row == null ? 1 : row.getCount() + 1);
    }
}
