package dev.gregor.app.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** A random text that a caller has, and its hash, which is all that the application has. */
public record ApiKey(String text) {

    /** What the text of each starts with, so that it is told from a token, and found where it should not be. */
    static final String PREFIX = "gregor_";

    private static final int BYTES = 32;

    /** A new one. */
    public static ApiKey random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The hash for the file of rules. The text is as random as the hash is long, so neither salt nor repetition adds anything. */
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does not show the text. */
    @Override
    public String toString() {
        return "ApiKey[" + PREFIX + "...]";
    }
}
