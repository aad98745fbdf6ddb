package dev.gregor.messaging.schedule;

import dev.gregor.message.MessageType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that is to be delivered.
 *
 * @param id names it in the application
 * @param due when it is to be delivered, to the millisecond; next, if it recurs
 * @param topic where to
 * @param key the record key of the message
 * @param type the logical type of the message
 * @param recurrence when it is delivered again; null if once
 */
public record Schedule(
        String id,
        Instant due,
        String topic,
        String key,
        MessageType type,
        @Nullable Recurrence recurrence) {

    /**
     * A cron expression.
     *
     * @param expression such as {@code 0 6 * * MON}
     * @param zone the time zone that it is meant in
     */
    public record Recurrence(String expression, ZoneId zone) {

        /** Checks that it has a next time. */
        public Recurrence {
            CronTimes.of(expression, zone);
        }
    }

    /** When it is delivered again. */
    public Optional<Recurrence> again() {
        return Optional.ofNullable(recurrence);
    }
}
