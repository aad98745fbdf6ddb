package dev.gregor.privacy.key.file;

import static java.util.Objects.requireNonNull;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Master keys in a file, of 256 bits each, by name. The current one is the last in the order of their names, so name them by
 * date: {@code 2026-01}; a text file may name another one. Keys are wrapped as in RFC 3394.
 *
 * <p>The file is read again when it has changed, within 5 seconds, and at once for a master key that is not known. While
 * it is malformed, the keys from before hold.
 */
public final class FileMasterKeys implements MasterKeys {

    private static final Logger LOG = LoggerFactory.getLogger(FileMasterKeys.class);
    private static final String WRAPPING = "AESWrap";
    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();

    private final MasterKeyFile form;
    private byte[] read;
    private MasterKeyFile.Content content;
    private long lookedNanos = System.nanoTime();

    private FileMasterKeys(MasterKeyFile form) {
        this.form = form;
        this.read = bytes();
        this.content = form.read(read);
    }

    /**
     * Keys in a text file, each a line with a name and 64 hexadecimal digits. A line {@code current} and a name says which one wraps, so
     * that a new one can be given to all instances before it is used. Lines that begin with {@code #} are comments.
     *
     * @throws PermanentException if a line is malformed, there is no key, or the current one is not there
     * @throws TransientException if the file cannot be read
     */
    public static FileMasterKeys hex(Path file) {
        return new FileMasterKeys(new MasterKeyFile(file.toAbsolutePath(), null));
    }

    /**
     * Keys in a PKCS#12 file, each a secret key of AES, as keytool makes them.
     *
     * @throws PermanentException if the password is wrong, or there is none
     * @throws TransientException if the file cannot be read
     */
    public static FileMasterKeys pkcs12(Path file, char[] password) {
        return new FileMasterKeys(new MasterKeyFile(file.toAbsolutePath(), password.clone()));
    }

    @Override
    public synchronized String current() {
        lookNowAndThen();
        return content.current();
    }

    @Override
    public WrappedKey wrap(byte[] key) {
        String name;
        SecretKey master;
        synchronized (this) {
            lookNowAndThen();
            name = content.current();
            master = requireNonNull(content.keys().get(name));
        }
        try {
            Cipher cipher = Cipher.getInstance(WRAPPING);
            cipher.init(Cipher.WRAP_MODE, master);
            return new WrappedKey(name, cipher.wrap(new SecretKeySpec(key, "AES")));
        } catch (GeneralSecurityException e) {
            throw new PermanentException("A key cannot be wrapped by master key '%s': %s".formatted(name, e), e);
        }
    }

    @Override
    public byte[] unwrap(WrappedKey key) {
        SecretKey master = master(key.master());
        try {
            Cipher cipher = Cipher.getInstance(WRAPPING);
            cipher.init(Cipher.UNWRAP_MODE, master);
            return cipher.unwrap(key.bytes(), "AES", Cipher.SECRET_KEY).getEncoded();
        } catch (InvalidKeyException e) {
            throw new UnusableKeyException(
                    "Master key '%s' in %s is not the one that a key was wrapped by: put that one back under its name"
                            .formatted(key.master(), form),
                    e);
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyException(
                    "A key cannot be unwrapped by master key '%s': %s".formatted(key.master(), e), e);
        }
    }

    private synchronized SecretKey master(String name) {
        if (!content.keys().containsKey(name)) {
            look();
        }
        SecretKey master = content.keys().get(name);
        if (master == null) {
            throw new UnusableKeyException(
                    "A key is wrapped by master key '%s', and %s has %s: add it, or put it back until a rotation has ended"
                            .formatted(name, form, content.keys().keySet()));
        }
        return master;
    }

    private void lookNowAndThen() {
        if (System.nanoTime() - lookedNanos > LOOK_NANOS) {
            look();
        }
    }

    private void look() {
        lookedNanos = System.nanoTime();
        try {
            byte[] now = bytes();
            if (!Arrays.equals(now, read)) {
                read = now;
                content = form.read(now);
                LOG.info(
                        "Master keys were read again from {}: {}, of which {} wraps",
                        form,
                        content.keys().keySet(),
                        content.current());
            }
        } catch (GregorException e) {
            LOG.warn("The master keys from before hold: {}", e.getMessage());
        }
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(form.file());
        } catch (IOException e) {
            throw new TransientException("The master keys cannot be read from %s: %s".formatted(form, e), e);
        }
    }
}
