package dev.gregor.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Text of a request as messages repeat it. */
public final class Excerpt {

    private static final int LENGTH = 100;

    private Excerpt() {}

    /** The first 100 characters, with question marks for what is no Unicode. */
    public static String of(String text) {
        return of(text, LENGTH);
    }

    static String of(String text, int length) {
        return text.length() <= length ? unicode(text) : unicode(text.substring(0, length)) + "…";
    }

    private static String unicode(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }
}
