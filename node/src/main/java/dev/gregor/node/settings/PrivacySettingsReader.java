package dev.gregor.node.settings;

import dev.gregor.node.settings.PrivacySettings.InVault;
import dev.gregor.node.settings.PrivacySettings.Keys;
import dev.gregor.node.settings.PrivacySettings.Masters;
import dev.gregor.node.settings.PrivacySettings.ProtectedFile;
import dev.gregor.node.settings.PrivacySettings.Store;
import dev.gregor.node.settings.PrivacySettings.Topic;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes typed settings of personal fields of what was given. */
final class PrivacySettingsReader {

    private static final String IN_VAULT = "[^/]+/.+";

    private final Values values;

    PrivacySettingsReader(Values values) {
        this.values = values;
    }

    PrivacySettings privacy() {
        return new PrivacySettings(
                values.optional(Key.PRIVACY_STORE) == null ? null : keys(),
                values.optional(Key.PRIVACY_LOST_STORE),
                values.duration(Key.PRIVACY_CACHE_LIFE, Duration.ofSeconds(1), Duration.ofDays(1)),
                values.number(Key.PRIVACY_CACHE_SUBJECTS, 1, Integer.MAX_VALUE));
    }

    private Keys keys() {
        return new Keys(store(), masters());
    }

    private Store store() {
        return switch (values.oneOf(Key.PRIVACY_STORE, "topic", "pkcs12", "vault")) {
            case "pkcs12" -> {
                require(Key.PRIVACY_STORE_PASSWORD);
                yield file(Key.PRIVACY_STORE_PATH, Key.PRIVACY_STORE_PASSWORD);
            }
            case "vault" -> inVault(Key.PRIVACY_VAULT_STORE);
            default -> new Topic();
        };
    }

    private Masters masters() {
        return values.optional(Key.PRIVACY_VAULT_MASTER_KEY) == null
                ? file(Key.PRIVACY_MASTER_KEYS, Key.PRIVACY_MASTER_KEYS_PASSWORD)
                : inVault(Key.PRIVACY_VAULT_MASTER_KEY);
    }

    private ProtectedFile file(Key key, Key password) {
        require(key);
        return new ProtectedFile(values.path(key), values.optional(password));
    }

    private InVault inVault(Key key) {
        require(Key.PRIVACY_VAULT_ADDRESS);
        require(Key.PRIVACY_VAULT_TOKEN_PATH);
        String place = values.text(key, IN_VAULT, "the mount of a secrets engine, a slash, and a name");
        @Nullable String namespace = values.optional(Key.PRIVACY_VAULT_NAMESPACE);
        int slash = place.indexOf('/');
        return new InVault(
                URI.create(values.text(
                        Key.PRIVACY_VAULT_ADDRESS, "https?://[^\\s?#]+", "a URL, such as https://vault:8200")),
                values.path(Key.PRIVACY_VAULT_TOKEN_PATH),
                namespace,
                place.substring(0, slash),
                place.substring(slash + 1));
    }

    private void require(Key key) {
        if (values.optional(key) == null) {
            throw new SettingsException("There is gregor.privacy.store=%s, but no %s: give it as well"
                    .formatted(values.optional(Key.PRIVACY_STORE), key.key()));
        }
    }
}
