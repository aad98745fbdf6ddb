package dev.gregor.messaging.letter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Record keys as text: UTF-8 as it is, other bytes in base64, no key as an empty text. */
public final class LetterKey {

    private static final String BASE64 = "base64:";

    private LetterKey() {}

    /** The text of a key. */
    public static String text(byte @Nullable [] key) {
        if (key == null) {
            return "";
        }
        String text = new String(key, UTF_8);
        boolean plain = !text.isEmpty() && !text.startsWith(BASE64) && Arrays.equals(text.getBytes(UTF_8), key);
        return plain ? text : BASE64 + Base64.getEncoder().encodeToString(key);
    }

    /** The key of a text. */
    public static byte @Nullable [] bytes(String text) {
        if (text.isEmpty()) {
            return null;
        }
        return text.startsWith(BASE64)
                ? Base64.getDecoder().decode(text.substring(BASE64.length()))
                : text.getBytes(UTF_8);
    }
}
