package dev.gregor.privacy.key.file;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Secret bytes by name, in the form of PKCS#12 that tools of Java read. Names have no upper case. Not thread-safe. */
final class Pkcs12File {

    private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";
    private static final int SALT_BYTES = 16;
    /**
     * More would take too long for many entries. So who has the file tries passwords fast: what protects it is their length, and the master
     * key that wraps what is in it.
     */
    private static final int ITERATIONS_OF_ENTRY = 1;

    private final KeyStore content;
    private final char[] password;
    private final SecureRandom random = new SecureRandom();

    private Pkcs12File(KeyStore content, char[] password) {
        this.content = content;
        this.password = password;
    }

    /**
     * Reads it, or begins one if there is none.
     *
     * @throws PermanentException if it is no such file, or the password is wrong
     * @throws TransientException if the file cannot be read
     */
    static Pkcs12File readOrNew(Path file, char[] password) {
        try {
            return of(file, Files.readAllBytes(file), password);
        } catch (NoSuchFileException absent) {
            return of(file, null, password);
        } catch (IOException e) {
            throw new TransientException("The file %s cannot be read: %s".formatted(file, e), e);
        }
    }

    static Pkcs12File of(Path file, byte @Nullable [] bytes, char[] password) {
        try {
            KeyStore content = KeyStore.getInstance("PKCS12");
            content.load(bytes == null ? null : new ByteArrayInputStream(bytes), password);
            return new Pkcs12File(content, password.clone());
        } catch (IOException | GeneralSecurityException e) {
            String why = e.getCause() instanceof UnrecoverableKeyException
                    ? "the password is wrong"
                    : "it is no PKCS#12: " + e.getMessage();
            throw new PermanentException("The file %s cannot be opened: %s".formatted(file, why), e);
        }
    }

    /** All that it holds, by name, in order. */
    Map<String, byte[]> secrets() throws GeneralSecurityException {
        Map<String, byte[]> secrets = new TreeMap<>();
        for (String name : Collections.list(content.aliases())) {
            Key key = content.getKey(name, password);
            if (key != null && key.getEncoded() != null) {
                secrets.put(name, key.getEncoded());
            }
        }
        return secrets;
    }

    void put(String name, byte[] secret) throws GeneralSecurityException {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        content.setEntry(
                name,
                new KeyStore.SecretKeyEntry(new SecretKeySpec(secret, "AES")),
                new KeyStore.PasswordProtection(password, ALGORITHM, new PBEParameterSpec(salt, ITERATIONS_OF_ENTRY)));
    }

    byte[] bytes() throws IOException, GeneralSecurityException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.store(bytes, password);
        return bytes.toByteArray();
    }
}
