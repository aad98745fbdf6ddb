package dev.gregor.node.settings;

import static java.util.Objects.requireNonNull;

import dev.gregor.node.settings.ConfigSources.Value;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads values as their types, and refuses those that are none. */
final class Values {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|d)");

    private final ConfigSources sources;

    Values(ConfigSources sources) {
        this.sources = sources;
    }

    @Nullable
    String optional(Key key) {
        Value value = sources.value(key);
        return value == null ? null : value.text();
    }

    String text(Key key, String pattern, String expected) {
        Value value = value(key);
        if (!value.text().matches(pattern)) {
            throw refused(value, expected);
        }
        return value.text();
    }

    int number(Key key, int min, int max) {
        return Math.toIntExact(number(key, (long) min, max));
    }

    long number(Key key, long min, long max) {
        Value value = value(key);
        Long number = number(value.text());
        if (number == null || number < min || number > max) {
            throw refused(value, "a number from " + min + " to " + max);
        }
        return number;
    }

    private static @Nullable Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    Path path(Key key) {
        try {
            return Path.of(text(key, ".+", "a path"));
        } catch (InvalidPathException e) {
            throw refused(key, "a path (" + e.getMessage() + ")");
        }
    }

    boolean flag(Key key) {
        return oneOf(key, "true", "false").equals("true");
    }

    String oneOf(Key key, String... choices) {
        Value value = value(key);
        String text = value.text().toLowerCase(Locale.ROOT);
        if (!List.of(choices).contains(text)) {
            throw refused(value, "one of " + String.join(", ", choices));
        }
        return text;
    }

    Duration duration(Key key, Duration min, Duration max) {
        Value value = value(key);
        Matcher matcher = DURATION.matcher(value.text());
        Duration duration = matcher.matches() ? duration(matcher) : Duration.ofMillis(-1);
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw refused(value, "a time from " + text(min) + " to " + text(max) + " with its unit ms, s, m, h or d");
        }
        return duration;
    }

    private static Duration duration(Matcher matcher) {
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static String text(Duration duration) {
        return duration.toSeconds() == 0 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }

    List<String> list(Key key) {
        return list(key, ",");
    }

    List<String> list(Key key, String separator) {
        String text = optional(key);
        return text == null
                ? List.of()
                : Arrays.stream(text.split(separator, -1))
                        .map(String::strip)
                        .filter(each -> !each.isEmpty())
                        .toList();
    }

    private Value value(Key key) {
        return requireNonNull(sources.value(key), key.key());
    }

    static SettingsException refused(Value value, String expected) {
        return new SettingsException(
                "'%s' is no value for %s: expected %s".formatted(value.shown(), value.name(), expected));
    }

    SettingsException refused(Key key, String expected) {
        return refused(value(key), expected);
    }
}
