package dev.gregor.projection;

import dev.gregor.aggregate.DefinitionException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The span of time whose events make one row. An event belongs to the windows that contain the time when it was decided. Get one
 * from {@link Projection#tumbling}, {@link Projection#hopping}, {@link Projection#calendar}, {@link Projection#sliding} or
 * {@link Projection#session}, in the constructor of a projection:
 *
 * <pre>{@code
 * on(Deposited.class, event -> event.aggregateId(), tumbling(Duration.ofDays(1)).keptFor(Duration.ofDays(90)), this::add);
 * }</pre>
 *
 * <p>A late event changes its window as long as that is kept. A window whose retention is over, by the clock of the process, is
 * deleted, and its events are ignored; so a rebuild makes the same rows. But a session of which the first events are older than the
 * retention is rebuilt without them: keep sessions for longer than the longest of them lasts. Immutable and thread-safe.
 */
public sealed interface Window {

    /**
     * The keys of the rows that an event changes.
     *
     * @param key the key that the rule finds in the event; null if the rule has no key
     * @param time when the event was decided
     */
    List<String> keys(@Nullable String key, Instant time);

    /**
     * Returns the same window with a retention, after which its rows are deleted. Without one they are kept for ever.
     *
     * @param retention how long a row is kept after the end of its window
     * @throws DefinitionException if the retention is not positive, or the window is a sliding one, which keeps no more
     *     than its size
     */
    Window keptFor(Duration retention);

    /** The kind and size of the window, without its retention. */
    String shape();

    /** When the row with this key expires; empty if it never does, or if that depends on its events. */
    default Optional<Instant> expiry(String rowKey) {
        return Optional.empty();
    }

    /** Whether {@link #expiry} follows from the keys of rows. */
    default boolean expiresByKey() {
        return false;
    }

    /** This window, if its bounds depend on the events in it. */
    default Optional<OfEvents> ofEvents() {
        return Optional.empty();
    }

    /** The key that decides the partition of a row. */
    default String partitionKey(String rowKey) {
        return rowKey;
    }

    /**
     * A window whose bounds depend on its events. Its row is computed again from all of them when one is added or expires.
     */
    sealed interface OfEvents extends Window {

        @Override
        default Optional<OfEvents> ofEvents() {
            return Optional.of(this);
        }

        @Override
        default List<String> keys(@Nullable String key, Instant time) {
            return List.of(key == null ? "*" : key);
        }

        /**
         * Whether two successive events of one key are in the same window.
         *
         * @param earlier the time of the first, in milliseconds since 1970
         * @param later the time of the second
         */
        boolean joins(long earlier, long later);

        /** The key of the row. */
        String rowKey(String key, long firstMillis);

        /** When an event expires, in milliseconds since 1970. */
        long expiresAt(long eventMillis, long lastMillis);
    }

    /**
     * Windows of one size whose starts are a fixed time apart, the first of them at the beginning of 1970 in UTC.
     *
     * @param size the size, whole seconds
     * @param advance from start to start, whole seconds, not more than the size
     * @param retention how long it is kept after its end; null for ever
     */
    record Fixed(Duration size, Duration advance, @Nullable Duration retention) implements Window {

        /** Checks the durations. */
        public Fixed {
            requireSeconds("size", size);
            requireSeconds("advance", advance);
            if (advance.compareTo(size) > 0) {
                throw new DefinitionException("The window of " + size + " cannot advance by " + advance
                        + ": expected no more than its size, or some events would be in no window");
            }
        }

        private static void requireSeconds(String what, Duration duration) {
            if (duration.toSeconds() < 1 || !duration.equals(Duration.ofSeconds(duration.toSeconds()))) {
                throw new DefinitionException("The " + what + " " + duration
                        + " of a window cannot be: expected whole seconds, such as Duration.ofHours(1)");
            }
        }

        @Override
        public List<String> keys(@Nullable String key, Instant time) {
            List<String> keys = new ArrayList<>();
            long second = time.getEpochSecond();
            long start = second - Math.floorMod(second, advance.toSeconds());
            for (; start > second - size.toSeconds(); start -= advance.toSeconds()) {
                keys.add(keyOf(key, Instant.ofEpochSecond(start)));
            }
            return keys;
        }

        @Override
        public String shape() {
            return "fixed " + size + ' ' + advance;
        }

        @Override
        public Window keptFor(Duration newRetention) {
            return new Fixed(size, advance, requirePositive(newRetention));
        }

        @Override
        public boolean expiresByKey() {
            return retention != null;
        }

        @Override
        public Optional<Instant> expiry(String rowKey) {
            return expiryOf(rowKey, retention, start -> Instant.parse(start).plus(size));
        }
    }

    /**
     * Windows of days or months in a time zone, which are longer and shorter where its clocks change. Weeks begin on Monday, months and
     * years on their first day; of several together the first begins with 1970, of months with year 0.
     *
     * @param size days (weeks count as seven) or months (years count as twelve)
     * @param zone the time zone, with its rules as the JDK knows them
     * @param retention how long it is kept after its end; null for ever
     */
    record Calendar(Period size, ZoneId zone, @Nullable Duration retention) implements Window {

        private static final long MONDAY = LocalDate.of(1969, 12, 29).toEpochDay();
        private static final int DAYS_OF_WEEK = 7;

        /** Checks the size. */
        public Calendar {
            long months = size.toTotalMonths();
            long days = size.get(ChronoUnit.DAYS);
            if (months < 0 || days < 0 || (months > 0) == (days > 0)) {
                throw new DefinitionException("The size " + size
                        + " of a window cannot be: expected days or months, such as Period.ofDays(1) or"
                        + " Period.ofMonths(1)");
            }
        }

        @Override
        public List<String> keys(@Nullable String key, Instant time) {
            LocalDate start = start(LocalDate.ofInstant(time, zone));
            return List.of(keyOf(key, start));
        }

        private LocalDate start(LocalDate date) {
            long months = size.toTotalMonths();
            if (months > 0) {
                long month = date.getLong(ChronoField.PROLEPTIC_MONTH);
                return date.with(ChronoField.PROLEPTIC_MONTH, month - Math.floorMod(month, months))
                        .withDayOfMonth(1);
            }
            long days = size.get(ChronoUnit.DAYS);
            long first = days % DAYS_OF_WEEK == 0 ? MONDAY : 0;
            return date.minusDays(Math.floorMod(date.toEpochDay() - first, days));
        }

        @Override
        public String shape() {
            return "calendar " + size + ' ' + zone;
        }

        @Override
        public Window keptFor(Duration newRetention) {
            return new Calendar(size, zone, requirePositive(newRetention));
        }

        @Override
        public boolean expiresByKey() {
            return retention != null;
        }

        @Override
        public Optional<Instant> expiry(String rowKey) {
            return expiryOf(
                    rowKey,
                    retention,
                    start ->
                            LocalDate.parse(start).plus(size).atStartOfDay(zone).toInstant());
        }
    }

    /**
     * A window that ends now: an event expires when it is older than the size.
     *
     * @param size how old an event may be
     */
    record Sliding(Duration size) implements OfEvents {

        /** Checks the size. */
        public Sliding {
            requirePositive(size);
        }

        @Override
        public boolean joins(long earlier, long later) {
            return true;
        }

        @Override
        public String rowKey(String key, long firstMillis) {
            return key;
        }

        @Override
        public long expiresAt(long eventMillis, long lastMillis) {
            return eventMillis + size.toMillis();
        }

        @Override
        public String shape() {
            return "sliding " + size;
        }

        @Override
        public Window keptFor(Duration retention) {
            throw new DefinitionException("A sliding window keeps what its size says and no more, so keptFor("
                    + retention + ") is not possible; take a larger size");
        }
    }

    /**
     * Events of one key without a pause longer than the gap.
     *
     * @param gap the pause that ends a session
     * @param retention how long it is kept after its last event; null for ever
     */
    record Session(Duration gap, @Nullable Duration retention) implements OfEvents {

        private static final DateTimeFormatter START =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

        /** Checks the gap. */
        public Session {
            requirePositive(gap);
        }

        @Override
        public boolean joins(long earlier, long later) {
            return later - earlier <= gap.toMillis();
        }

        @Override
        public String rowKey(String key, long firstMillis) {
            return key + '@' + START.format(Instant.ofEpochMilli(firstMillis));
        }

        @Override
        public String partitionKey(String rowKey) {
            int at = rowKey.lastIndexOf('@');
            return at < 0 ? rowKey : rowKey.substring(0, at);
        }

        @Override
        public long expiresAt(long eventMillis, long lastMillis) {
            return retention == null ? Long.MAX_VALUE : lastMillis + retention.toMillis();
        }

        @Override
        public String shape() {
            return "session " + gap;
        }

        @Override
        public Window keptFor(Duration newRetention) {
            return new Session(gap, requirePositive(newRetention));
        }
    }

    /** The key of the row of a window, without and with a key of the event. */
    private static String keyOf(@Nullable String key, Object start) {
        return key == null ? start.toString() : key + '@' + start;
    }

    private static Optional<Instant> expiryOf(
            String rowKey, @Nullable Duration retention, Function<String, Instant> endOfWindow) {
        if (retention == null) {
            return Optional.empty();
        }
        try {
            String start = rowKey.substring(rowKey.lastIndexOf('@') + 1);
            return Optional.of(endOfWindow.apply(start).plus(retention));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration requirePositive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new DefinitionException("A window of " + duration + " is not possible: expected more than zero");
        }
        return duration;
    }
}
