package dev.gregor.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Reads times as events carry them. */
public final class EventTime {

    private static final String SECONDS = "0000-00-00T00:00:00Z";
    private static final String MILLIS = "0000-00-00T00:00:00.000Z";

    private EventTime() {}

    /**
     * Reads an RFC 3339 time. The two forms that we write are read by hand: Java's own parser costs more than all other
     * headers of an event together.
     *
     * @throws java.time.format.DateTimeParseException if it is no such time
     */
    public static Instant parse(String text) {
        return hasForm(SECONDS, text) || hasForm(MILLIS, text) ? ofDigits(text) : Instant.parse(text);
    }

    /** A zero in the form stands for any digit, everything else for itself. */
    private static boolean hasForm(String pattern, String text) {
        if (text.length() != pattern.length()) {
            return false;
        }
        for (int i = 0; i < pattern.length(); i++) {
            char wanted = pattern.charAt(i);
            char found = text.charAt(i);
            if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        return true;
    }

    private static Instant ofDigits(String text) {
        try {
            int millis = text.length() == MILLIS.length() ? number(text, 20, 23) : 0;
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 7),
                            number(text, 8, 10),
                            number(text, 11, 13),
                            number(text, 14, 16),
                            number(text, 17, 19),
                            millis * 1_000_000)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException unusual) {
            return Instant.parse(text);
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
