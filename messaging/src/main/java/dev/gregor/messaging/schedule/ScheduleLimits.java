package dev.gregor.messaging.schedule;

import java.time.Instant;

/** What ids and times of schedules may be. An id is a record key: 1 to 200 characters, no control characters. */
final class ScheduleLimits {

    private static final int MAX_ID = 200;
    private static final Instant BEGIN = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private ScheduleLimits() {}

    /**
     * Answers the given id.
     *
     * @throws IllegalArgumentException if it is empty, too long, or has a control character
     */
    static String requireId(String id) {
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw new IllegalArgumentException("Schedule id '%s' has %d characters, expected 1 to %d"
                    .formatted(id.length() > MAX_ID ? id.substring(0, 20) + "..." : id, id.length(), MAX_ID));
        }
        for (int i = 0; i < id.length(); i++) {
            if (Character.isISOControl(id.charAt(i))) {
                throw new IllegalArgumentException(
                        "Schedule id has the control character \\u%04x at index %d; remove it"
                                .formatted((int) id.charAt(i), i));
            }
        }
        return id;
    }

    /**
     * Answers the given time.
     *
     * @throws IllegalArgumentException if it is after the year 9999, or before the year 1
     */
    static Instant requireDue(Instant due) {
        if (due.isBefore(BEGIN)) {
            throw new IllegalArgumentException(
                    "A schedule is due at %s, expected a time from %s on; now delivers at once".formatted(due, BEGIN));
        }
        if (due.isAfter(END)) {
            throw new IllegalArgumentException(
                    "A schedule is due at %s, expected a time up to %s; cancel it if it is never due"
                            .formatted(due, END));
        }
        return due;
    }
}
