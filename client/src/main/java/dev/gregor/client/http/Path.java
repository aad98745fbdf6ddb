package dev.gregor.client.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/** A path with a query. Everything in it may be any text. */
public final class Path {

    private static final String PLAIN = "-_~";

    private final StringBuilder text = new StringBuilder();
    private char separator = '?';

    private Path() {}

    /** The segments after each other, each with a slash before it. */
    public static Path of(String... segments) {
        Path path = new Path();
        for (String segment : segments) {
            path.text.append('/').append(encoded(segment));
        }
        return path;
    }

    /** Adds a parameter, unless its value is null. */
    public Path with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(separator).append(name).append('=').append(encoded(value.toString()));
            separator = '&';
        }
        return this;
    }

    /** A dot too, for a segment of dots would be taken for a step up or none. */
    private static String encoded(String plain) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : plain.getBytes(UTF_8)) {
            if (isPlain((char) each)) {
                encoded.append((char) each);
            } else {
                encoded.append("%%%02X".formatted(each));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char each) {
        return (each >= 'a' && each <= 'z')
                || (each >= 'A' && each <= 'Z')
                || (each >= '0' && each <= '9')
                || PLAIN.indexOf(each) >= 0;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
