package dev.gregor.node.personal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.gregor.failure.TransientException;
import dev.gregor.node.settings.PrivacySettings.InVault;
import dev.gregor.node.settings.PrivacySettings.Masters;
import dev.gregor.node.settings.PrivacySettings.ProtectedFile;
import dev.gregor.node.settings.PrivacySettings.Store;
import dev.gregor.privacy.key.MasterKeys;
import dev.gregor.privacy.key.SubjectKeyStore;
import dev.gregor.privacy.key.file.FileMasterKeys;
import dev.gregor.privacy.key.file.Pkcs12KeyStore;
import dev.gregor.privacy.key.topic.TopicKeyStore;
import dev.gregor.privacy.key.vault.VaultKeyStore;
import dev.gregor.privacy.key.vault.VaultMasterKeys;
import dev.gregor.privacy.key.vault.VaultSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Opens what settings name as the place of keys. */
public final class KeyPlaces {

    private KeyPlaces() {}

    /**
     * The topic that may keep keys.
     *
     * @param kafka settings of clients
     * @param maker makes the topic unless it is there
     */
    public record KeyTopic(String name, Map<String, Object> kafka, Runnable maker) {}

    /** Opens a store; throws what that does. */
    public static SubjectKeyStore store(Store store, KeyTopic topic) {
        if (store instanceof ProtectedFile file) {
            return Pkcs12KeyStore.open(
                    file.path(), requireNonNull(file.password()).toCharArray());
        }
        if (store instanceof InVault place) {
            return VaultKeyStore.open(vault(place), place.mount(), place.name());
        }
        return TopicKeyStore.open(topic.name(), topic.kafka(), topic.maker());
    }

    /** Opens master keys; throws what that does. */
    public static MasterKeys masters(Masters masters) {
        if (masters instanceof InVault place) {
            return VaultMasterKeys.open(vault(place), place.mount(), place.name());
        }
        ProtectedFile file = (ProtectedFile) masters;
        String password = file.password();
        return password == null
                ? FileMasterKeys.hex(file.path())
                : FileMasterKeys.pkcs12(file.path(), password.toCharArray());
    }

    private static VaultSettings vault(InVault place) {
        VaultSettings root = VaultSettings.of(place.address(), () -> token(place.tokenFile()));
        return new VaultSettings(root.address(), root.token(), Optional.ofNullable(place.namespace()), root.timeout());
    }

    private static String token(Path file) {
        try {
            return Files.readString(file, UTF_8).strip();
        } catch (IOException e) {
            throw new TransientException("The token for Vault cannot be read from %s: %s".formatted(file, e), e);
        }
    }
}
