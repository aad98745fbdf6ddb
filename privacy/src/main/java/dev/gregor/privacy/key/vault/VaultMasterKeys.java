package dev.gregor.privacy.key.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.failure.TransientException;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.UnusableKeyException;
import dev.gregor.privacy.key.WrappedKey;
import java.util.Base64;

/**
 * A master key in a secrets engine Transit, of HashiCorp Vault or OpenBao, which never leaves it. Each of its versions is one of the master keys
 * here, such as {@code gregor:v3}; the newest is the current one. {@code vault write -f <mount>/keys/<name>/rotate} makes one. Once
 * nothing is wrapped by the old ones, {@code min_decryption_version} puts them out of use.
 *
 * <p>The token needs {@code update} on {@code <mount>/encrypt/<name>} and {@code <mount>/decrypt/<name>}, and {@code read} on
 * {@code <mount>/keys/<name>}.
 */
public final class VaultMasterKeys implements MasterKeys {

    private static final String CIPHERTEXT = "ciphertext";
    private static final String PLAINTEXT = "plaintext";
    private static final int BAD_REQUEST = 400;

    private final Vault vault;
    private final String mount;
    private final String name;

    private VaultMasterKeys(Vault vault, String mount, String name) {
        this.vault = vault;
        this.mount = mount;
        this.name = name;
    }

    /**
     * Opens a key that is there.
     *
     * @param mount where the secrets engine is, such as {@code transit}
     * @param name of the key, of a type that encrypts, such as {@code aes256-gcm96}
     * @throws dev.gregor.failure.TransientException if Vault does not answer, has no such key, or does not allow to read it
     */
    public static VaultMasterKeys open(VaultSettings settings, String mount, String name) {
        VaultMasterKeys masters = new VaultMasterKeys(new Vault(settings), mount, name);
        masters.current();
        return masters;
    }

    @Override
    public String current() {
        return "%s:v%d"
                .formatted(
                        name,
                        vault.ask("GET", path("keys"), null, answer -> false)
                                .data()
                                .path("latest_version")
                                .asInt());
    }

    @Override
    public WrappedKey wrap(byte[] key) {
        ObjectNode body = Vault.object().put(PLAINTEXT, Base64.getEncoder().encodeToString(key));
        String wrapped = vault.ask("POST", path("encrypt"), body, answer -> false)
                .data()
                .path(CIPHERTEXT)
                .asText();
        return new WrappedKey(name + ':' + version(wrapped), wrapped.getBytes(UTF_8));
    }

    /** The second part of {@code vault:v3:…}. */
    private static String version(String wrapped) {
        String[] parts = wrapped.split(":", 3);
        if (parts.length < 3) {
            throw new TransientException("Vault has wrapped a key in a form that names no version of its master key");
        }
        return parts[1];
    }

    @Override
    public byte[] unwrap(WrappedKey key) {
        ObjectNode body = Vault.object().put(CIPHERTEXT, new String(key.bytes(), UTF_8));
        VaultAnswer answer = vault.ask("POST", path("decrypt"), body, refusal -> refusal.status() == BAD_REQUEST);
        if (!answer.isOk()) {
            throw new UnusableKeyException("Vault does not unwrap a key by master key '%s' with %s/%s: %s"
                    .formatted(key.master(), mount, name, answer.errors()));
        }
        return Base64.getDecoder().decode(answer.data().path(PLAINTEXT).asText());
    }

    private String path(String of) {
        return "%s/%s/%s".formatted(mount, of, name);
    }
}
