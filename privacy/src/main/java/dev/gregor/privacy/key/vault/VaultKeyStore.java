package dev.gregor.privacy.key.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import dev.gregor.privacy.key.form.EntryForm;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of subjects in a secrets engine KV of version 2, of HashiCorp Vault or OpenBao, for any number of instances: each subject is a secret,
 * written only if it is at the version that was read. A key that is destroyed, or wrapped anew, is destroyed in Vault at
 * once, which cannot be undone there.
 *
 * <p>Nothing is kept in memory: each call asks Vault. A secret that somebody has deleted by other means is refused, for without its key
 * what is sealed would be lost: undelete it, or forget the subject.
 *
 * <p>The token needs {@code create}, {@code read} and {@code update} on {@code <mount>/data/<folder>/*}, {@code update} on
 * {@code <mount>/destroy/<folder>/*}, and {@code list} on {@code <mount>/metadata/<folder>}.
 */
public final class VaultKeyStore implements SubjectKeyStore {

    private static final Logger LOG = LoggerFactory.getLogger(VaultKeyStore.class);
    private static final int TRIES = 100;
    private static final Base64.Encoder NAMES = Base64.getUrlEncoder().withoutPadding();

    /** The secret with the id of the store; no name of a subject in Base64 has this length. */
    private static final String ID = "store";

    private final Vault vault;
    private final String mount;
    private final String folder;
    /** How many secrets could not be read when all were asked for last. */
    private final AtomicInteger passedOver = new AtomicInteger();

    /**
     * @param version of the secret; 0 if there is none
     * @param entry null if there is none
     */
    private record Secret(int version, @Nullable SubjectEntry entry) {}

    private VaultKeyStore(Vault vault, String mount, String folder) {
        this.vault = vault;
        this.mount = mount;
        this.folder = folder;
    }

    /**
     * Opens the store.
     *
     * @param mount where the secrets engine is, such as {@code secret}
     * @param folder in it, such as {@code gregor/app}, which has secrets of subjects only
     * @throws TransientException if Vault does not answer, or does not allow to list the folder
     */
    public static VaultKeyStore open(VaultSettings settings, String mount, String folder) {
        VaultKeyStore store = new VaultKeyStore(new Vault(settings), mount, folder);
        store.names();
        return store;
    }

    @Override
    public Optional<String> id() {
        VaultAnswer answer = vault.ask("GET", folder("data") + ID, null, VaultAnswer::isAbsent);
        return Optional.of(answer.data().path("data").path("id").asText()).filter(id -> !id.isEmpty());
    }

    @Override
    public String identify(String id) {
        ObjectNode body = Vault.object();
        body.putObject("options").put("cas", 0);
        body.putObject("data").put("id", id);
        vault.ask("POST", folder("data") + ID, body, VaultAnswer::isConflict);
        return id().orElseThrow(() -> new TransientException(
                "Vault has no %s, which was just written: undelete it".formatted(folder("data") + ID)));
    }

    @Override
    public Optional<SubjectEntry> find(String subject) {
        return Optional.ofNullable(read(subject, false).entry());
    }

    @Override
    public SubjectEntry add(String subject, WrappedKey key) {
        return change(subject, false, there -> there == null ? key : there);
    }

    @Override
    public Forgotten forget(String subject, Forgotten receipt) {
        return (Forgotten) change(subject, true, there -> there instanceof Forgotten ? there : receipt);
    }

    @Override
    public boolean rewrap(String subject, WrappedKey old, WrappedKey now) {
        Secret secret = read(subject, false);
        if (!old.equals(secret.entry()) || !write(subject, secret.version(), now)) {
            return false;
        }
        destroy(subject, secret.version());
        return true;
    }

    @Override
    public long forEach(BiConsumer<String, SubjectEntry> action) {
        List<String> unreadable = new ArrayList<>();
        for (JsonNode name : names()) {
            if (!name.asText().equals(ID)) {
                read(name.asText(), action, unreadable);
            }
        }
        if (unreadable.size() != passedOver.getAndSet(unreadable.size()) && !unreadable.isEmpty()) {
            LOG.warn(
                    "{} secrets in {} are passed over, such as: {}",
                    unreadable.size(),
                    folder("data"),
                    unreadable.get(0));
        }
        return unreadable.size();
    }

    private void read(String name, BiConsumer<String, SubjectEntry> action, List<String> unreadable) {
        String subject;
        Optional<SubjectEntry> entry;
        try {
            subject = subject(name);
            entry = find(subject);
        } catch (UnusableKeyException e) {
            unreadable.add(String.valueOf(e.getMessage()));
            return;
        }
        entry.ifPresent(there -> action.accept(subject, there));
    }

    private String subject(String name) {
        try {
            return new String(Base64.getUrlDecoder().decode(name), UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnusableKeyException(
                    "'%s' in %s is no secret of a subject: move it to another folder".formatted(name, folder("data")),
                    e);
        }
    }

    private SubjectEntry change(
            String subject, boolean evenIfDeleted, Function<@Nullable SubjectEntry, SubjectEntry> change) {
        for (int i = 0; i < TRIES; i++) {
            Secret secret = read(subject, evenIfDeleted);
            SubjectEntry after = change.apply(secret.entry());
            boolean there = after.equals(secret.entry());
            if (there || write(subject, secret.version(), after)) {
                if (after instanceof Forgotten) {
                    destroy(subject, there ? secret.version() - 1 : secret.version());
                }
                return after;
            }
        }
        throw new TransientException(
                "The secret of a subject in Vault changed %d times while it was to be written".formatted(TRIES));
    }

    private Secret read(String subject, boolean evenIfDeleted) {
        VaultAnswer answer = vault.ask("GET", folder("data"), name(subject), null, VaultAnswer::isAbsent);
        JsonNode metadata = answer.data().path("metadata");
        int version = metadata.path("version").asInt();
        if (!answer.isAbsent()) {
            return new Secret(version, entry(answer.data().path("data"), evenIfDeleted));
        }
        if (version > 0 && !evenIfDeleted) {
            throw new UnusableKeyException(
                    "The secret of a subject in %s was deleted in Vault, not by Gregor, at %s: undelete its version %d, or forget the subject"
                            .formatted(folder("data"), metadata.path("deletion_time"), version));
        }
        return new Secret(version, null);
    }

    private @Nullable SubjectEntry entry(JsonNode data, boolean evenIfUnreadable) {
        try {
            return EntryForm.entry(data);
        } catch (PermanentException e) {
            if (evenIfUnreadable) {
                return null;
            }
            throw new UnusableKeyException(
                    "The secret of a subject in %s was not written by Gregor: roll it back to the version before, or forget the subject"
                            .formatted(folder("data")),
                    e);
        }
    }

    /** Answers false if it is no longer at this version. */
    private boolean write(String subject, int version, SubjectEntry entry) {
        ObjectNode body = Vault.object();
        body.putObject("options").put("cas", version);
        body.set("data", EntryForm.json(entry));
        VaultAnswer answer = vault.ask("POST", folder("data"), name(subject), body, VaultAnswer::isConflict);
        if (answer.isOk() && !answer.data().has("version")) {
            throw new TransientException(
                    "The secrets engine %s in Vault keeps no versions: name one of the type KV, version 2"
                            .formatted(mount));
        }
        return answer.isOk();
    }

    /** Destroys all versions up to this one; those that are destroyed already stay so. */
    private void destroy(String subject, int version) {
        if (version > 0) {
            ObjectNode body = Vault.object();
            ArrayNode versions = body.putArray("versions");
            for (int each = 1; each <= version; each++) {
                versions.add(each);
            }
            vault.ask("POST", folder("destroy"), name(subject), body, answer -> false);
        }
    }

    private JsonNode names() {
        return vault.ask("GET", "%s/metadata/%s?list=true".formatted(mount, folder), null, VaultAnswer::isAbsent)
                .data()
                .path("keys");
    }

    private String folder(String of) {
        return "%s/%s/%s/".formatted(mount, of, folder);
    }

    private static String name(String subject) {
        return NAMES.encodeToString(subject.getBytes(UTF_8));
    }

    @Override
    public void close() {
        // Its connections close by themselves.
    }
}
