package dev.gregor.privacy.key.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.PermanentException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
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

    /** The keys by name, in the order of their names. */
    TreeMap<String, SecretKey> read(byte[] bytes) {
        TreeMap<String, SecretKey> keys = password == null ? lines(bytes) : entries(bytes, password);
        if (keys.isEmpty()) {
            throw new PermanentException("The file %s has no master key: %s".formatted(file, cure()));
        }
        return keys;
    }

    private TreeMap<String, SecretKey> entries(byte[] bytes, char[] opened) {
        TreeMap<String, SecretKey> keys = new TreeMap<>();
        try {
            for (Map.Entry<String, byte[]> each :
                    Pkcs12File.of(file, bytes, opened).secrets().entrySet()) {
                keys.put(each.getKey(), key(each.getKey(), each.getValue()));
            }
        } catch (GeneralSecurityException e) {
            throw new PermanentException("The master keys in %s cannot be read: %s".formatted(file, e), e);
        }
        return keys;
    }

    private TreeMap<String, SecretKey> lines(byte[] bytes) {
        TreeMap<String, SecretKey> keys = new TreeMap<>();
        int number = 0;
        for (String line : new String(bytes, UTF_8).lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                add(line.strip().split("\\s+"), number, keys);
            }
        }
        return keys;
    }

    private void add(String[] words, int line, TreeMap<String, SecretKey> keys) {
        if (words.length != 2) {
            throw new PermanentException("Line %d of %s is no master key: %s".formatted(line, file, cure()));
        }
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
