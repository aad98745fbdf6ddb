package dev.gregor.privacy.key.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How master keys are written in a file.
 *
 * @param password of a PKCS#12 file; null for lines of text
 */
record MasterKeyFile(Path file, char @Nullable [] password) {

    private static final int KEY_BYTES = 32;
    /** The word before the name of the key that wraps. */
    private static final String CURRENT = "current";

    /**
     * What a file says.
     *
     * @param keys by name, in the order of their names
     * @param current the name of the one that wraps
     */
    record Content(SortedMap<String, SecretKey> keys, String current) {}

    Content read(byte[] bytes) {
        TreeMap<String, SecretKey> keys = new TreeMap<>();
        String current = password == null ? addLines(bytes, keys) : addEntries(bytes, password, keys);
        if (keys.isEmpty()) {
            throw new PermanentException("The file %s has no master key: %s".formatted(file, cure()));
        }
        if (current != null && !keys.containsKey(current)) {
            throw new PermanentException(
                    "The file %s says that '%s' is current, and has %s: add that key, or name another"
                            .formatted(file, current, keys.keySet()));
        }
        return new Content(keys, current == null ? keys.lastKey() : current);
    }

    /** Names no current key, as its form has no place for that. */
    private @Nullable String addEntries(byte[] bytes, char[] opened, Map<String, SecretKey> keys) {
        try {
            for (Map.Entry<String, byte[]> each :
                    Pkcs12File.of(file, bytes, opened).secrets().entrySet()) {
                keys.put(each.getKey(), key(each.getKey(), each.getValue()));
            }
        } catch (GeneralSecurityException e) {
            throw new PermanentException("The master keys in %s cannot be read: %s".formatted(file, e), e);
        }
        return null;
    }

    /** Answers with the current key that is named; with null if none is. */
    private @Nullable String addLines(byte[] bytes, Map<String, SecretKey> keys) {
        String current = null;
        int number = 0;
        for (String line : new String(bytes, UTF_8).lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = words(line, number);
                if (!words[0].equals(CURRENT)) {
                    add(words, number, keys);
                } else if (current == null) {
                    current = words[1];
                } else {
                    throw new PermanentException(
                            "Line %d of %s names a second current key: name one".formatted(number, file));
                }
            }
        }
        return current;
    }

    private String[] words(String line, int number) {
        String[] words = line.strip().split("\\s+");
        if (words.length != 2) {
            throw new PermanentException("Line %d of %s is no master key: %s".formatted(number, file, cure()));
        }
        return words;
    }

    private void add(String[] words, int line, Map<String, SecretKey> keys) {
        if (keys.put(words[0], key(words[0], bytes(words[1], line))) != null) {
            throw new PermanentException(
                    "The file %s has two master keys '%s': give each a name of its own".formatted(file, words[0]));
        }
    }

    private byte[] bytes(String hex, int line) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            // The message of the cause would show a part of the key.
            throw new PermanentException("Line %d of %s is no master key: %s".formatted(line, file, cure()));
        }
    }

    private SecretKey key(String name, byte[] bytes) {
        if (bytes.length != KEY_BYTES) {
            throw new PermanentException("The master key '%s' in %s has %d bits, expected %d: %s"
                    .formatted(name, file, bytes.length * Byte.SIZE, KEY_BYTES * Byte.SIZE, cure()));
        }
        return new SecretKeySpec(bytes, "AES");
    }

    private String cure() {
        return password == null
                ? "write a name and 64 hexadecimal digits, such as '2026-01 $(openssl rand -hex 32)'"
                : "keytool -genseckey -storetype PKCS12 -keyalg AES -keysize 256 -alias 2026-01 -keystore %s makes one"
                        .formatted(file);
    }

    /** Names the file only. */
    @Override
    public String toString() {
        return file.toString();
    }
}
