package dev.gregor.privacy.key.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.WrappedKey;
import dev.gregor.privacy.key.form.EntryForm;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keys of subjects in a PKCS#12 file, for one instance with some ten thousand subjects: each change writes the whole file, and changes
 * that come meanwhile are written together. The file is replaced as a whole, so that a crash leaves it as it was before or
 * after, and a key that was destroyed is in it no more. All entries are kept in memory.
 *
 * <p>The instance that has it open holds a lock on {@code <file>.lock}.
 */
public final class Pkcs12KeyStore implements SubjectKeyStore {

    /** The entry with the id of the store; no subject has this name in hexadecimal. */
    private static final String ID = "store";

    private final OwnFile file;
    private final Pkcs12File content;
    private final Map<String, SubjectEntry> written = new ConcurrentHashMap<>();
    /** What is to be written, over what is. */
    private final Map<String, SubjectEntry> planned = new HashMap<>();

    private final Object writing = new Object();
    private @Nullable String id;
    private boolean closed;

    private Pkcs12KeyStore(OwnFile file, Pkcs12File content) throws GeneralSecurityException {
        this.file = file;
        this.content = content;
        Map<String, byte[]> secrets = content.secrets();
        byte[] known = secrets.remove(ID);
        this.id = known == null ? null : new String(known, UTF_8);
        secrets.forEach((name, secret) -> written.put(subject(name), EntryForm.entry(EntryForm.json(secret))));
    }

    /**
     * Opens the store, which begins without subjects if there is no such file. Folders that are missing are made.
     *
     * @throws PermanentException if another process has it open, the password is wrong, or it is not such a file
     * @throws TransientException if it cannot be read
     */
    public static Pkcs12KeyStore open(Path file, char[] password) {
        OwnFile own = OwnFile.lock(file);
        try {
            return new Pkcs12KeyStore(own, Pkcs12File.readOrNew(own.path(), password));
        } catch (GeneralSecurityException e) {
            close(own);
            throw new PermanentException("The keys in %s cannot be read: %s".formatted(own.path(), e), e);
        } catch (RuntimeException e) {
            close(own);
            throw e;
        }
    }

    @Override
    public Optional<String> id() {
        synchronized (writing) {
            return Optional.ofNullable(id);
        }
    }

    @Override
    public String identify(String given) {
        synchronized (writing) {
            if (id == null) {
                write(Map.of(ID, given.getBytes(UTF_8)));
                id = given;
            }
            return id;
        }
    }

    @Override
    public Optional<SubjectEntry> find(String subject) {
        return Optional.ofNullable(written.get(subject));
    }

    @Override
    public SubjectEntry add(String subject, WrappedKey key) {
        return requireNonNull(change(subject, there -> there == null ? key : there));
    }

    @Override
    public Forgotten forget(String subject, Forgotten receipt) {
        return (Forgotten) requireNonNull(change(subject, there -> there instanceof Forgotten ? there : receipt));
    }

    @Override
    public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
        boolean[] replaced = new boolean[1];
        change(subject, there -> {
            replaced[0] = old.equals(there);
            return replaced[0] ? now : there;
        });
        return replaced[0];
    }

    @Override
    public long forEach(BiConsumer<String, SubjectEntry> action) {
        written.forEach(action);
        return 0;
    }

    /** Answers with the entry that is there afterwards; with null if there was none and is none. */
    private @Nullable SubjectEntry change(String subject, UnaryOperator<@Nullable SubjectEntry> change) {
        @Nullable SubjectEntry after;
        synchronized (planned) {
            SubjectEntry before = planned.getOrDefault(subject, written.get(subject));
            after = change.apply(before);
            if (after != null && after != before) {
                planned.put(subject, after);
            }
        }
        write(subject);
        return after;
    }

    /** Returns when nothing is planned for the subject, which may be because another thread has written it. */
    private void write(String subject) {
        synchronized (writing) {
            Map<String, SubjectEntry> batch;
            synchronized (planned) {
                if (!planned.containsKey(subject)) {
                    return;
                }
                batch = Map.copyOf(planned);
            }
            write(secrets(batch));
            synchronized (planned) {
                written.putAll(batch);
                batch.forEach(planned::remove);
            }
        }
    }

    private static Map<String, byte[]> secrets(Map<String, SubjectEntry> batch) {
        Map<String, byte[]> secrets = new HashMap<>();
        batch.forEach((subject, entry) -> secrets.put(name(subject), EntryForm.bytes(EntryForm.json(entry))));
        return secrets;
    }

    private void write(Map<String, byte[]> secrets) {
        if (closed) {
            throw new IllegalStateException("The key store %s is closed".formatted(file.path()));
        }
        try {
            for (Map.Entry<String, byte[]> each : secrets.entrySet()) {
                content.put(each.getKey(), each.getValue());
            }
            file.replace(content.bytes());
        } catch (IOException | GeneralSecurityException e) {
            throw new TransientException("The keys cannot be written to %s: %s".formatted(file.path(), e), e);
        }
    }

    /** In hexadecimal, for names in PKCS#12 know no upper case. */
    private static String name(String subject) {
        return HexFormat.of().formatHex(subject.getBytes(UTF_8));
    }

    private String subject(String name) {
        try {
            return new String(HexFormat.of().parseHex(name), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new PermanentException(
                    "The file %s has the entry '%s', which is no subject: name a file that nothing else is kept in"
                            .formatted(file.path(), name),
                    e);
        }
    }

    @Override
    public void close() {
        synchronized (writing) {
            closed = true;
            close(file);
        }
    }

    private static void close(OwnFile own) {
        try {
            own.close();
        } catch (IOException e) {
            throw new TransientException("The lock of %s cannot be given back: %s".formatted(own.path(), e), e);
        }
    }
}
