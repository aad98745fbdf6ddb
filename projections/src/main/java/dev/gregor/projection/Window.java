package dev.gregor.projection;

import dev.gregor.aggregate.DefinitionException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which events a row is about, by the time when they were decided. {@link Projection} has factories.
 *
 * <p>An event may come late, after later ones: it changes its window as long as that is kept. What is no longer kept is deleted,
 * and events for it are ignored, by the clock of the process: so a rebuild comes to the same rows.
 */
public sealed interface Window {

    /** The row keys of an event, of the key that the rule finds in it; null if the rule finds none. */
    List<String> keys(@Nullable String key, Instant time);

    /**
     * The same, but deleted after a while. Without this a window is kept for ever.
     *
     * @param retention how long after its end
     * @throws DefinitionException if it is negative, or the window is a sliding one, which keeps nothing else than its size
     */
    Window keptFor(Duration retention);

    /** What is in a window, whatever its retention is. */
    String shape();

    /** When a row with this key is to be deleted; empty if never, or if its events say. */
    default Optional<Instant> expiry(String rowKey) {
        return Optional.empty();
    }

    /** Whether the keys of rows say when they are to be deleted. */
    default boolean expiresByKey() {
        return false;
    }

    /** This window, if its bounds hang on the events that are in it. */
    default Optional<OfEvents> ofEvents() {
        return Optional.empty();
    }

    /** The key by whose partition a row is found. */
    default String partitionKey(String rowKey) {
        return rowKey;
    }

    /** A window whose bounds hang on its events, so that its row is folded again from all of them when one comes or leaves. */
    sealed interface OfEvents extends Window {

        @Override
        default Optional<OfEvents> ofEvents() {
            return Optional.of(this);
        }

        @Override
        default List<String> keys(@Nullable String key, Instant time) {
            return List.of(key == null ? "*" : key);
        }

        /** Whether two events of one key, with none between them, are in one window; milliseconds since 1970. */
        boolean joins(long earlier, long later);

        /** The key of the row. */
        String rowKey(String key, long firstMillis);

        /** When an event leaves its window. */
        long leavesAt(long eventMillis, long lastMillis);
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
                keys.add((key == null ? "" : key + '@') + Instant.ofEpochSecond(start));
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
            if (retention == null) {
                return Optional.empty();
            }
            try {
                Instant start = Instant.parse(rowKey.substring(rowKey.lastIndexOf('@') + 1));
                return Optional.of(start.plus(size).plus(retention));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * The last while up to now: an event leaves when it is older.
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
        public long leavesAt(long eventMillis, long lastMillis) {
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
     * Events of one key with no longer pause between them.
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
        public long leavesAt(long eventMillis, long lastMillis) {
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

    private static Duration requirePositive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new DefinitionException("A window of " + duration + " cannot be: expected more than nothing");
        }
        return duration;
    }
}
