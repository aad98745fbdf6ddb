package dev.gregor.node.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Personal fields.
 *
 * @param keys where the keys of subjects are; null if the settings do not say
 * @param lostStore the id of a store of keys that is lost for good; null if none is
 * @param cacheLife how long a key of a subject is used without asking the store again
 * @param cacheSubjects keys of how many subjects are kept in memory
 */
public record PrivacySettings(@Nullable Keys keys, @Nullable String lostStore, Duration cacheLife, int cacheSubjects) {

    /**
     * Where the keys of subjects are.
     *
     * @param store keeps them
     * @param masters wrap them
     */
    public record Keys(Store store, Masters masters) {}

    /** What keeps the keys of subjects. */
    public sealed interface Store permits Topic, ProtectedFile, InVault {}

    /** Where master keys are. */
    public sealed interface Masters permits ProtectedFile, InVault {}

    /** A topic of the cluster, for all instances. */
    public record Topic() implements Store {}

    /**
     * A file, and what it takes to open it.
     *
     * @param password of the file, in PKCS#12; null if it is a file of text
     */
    public record ProtectedFile(Path path, @Nullable String password) implements Store, Masters {

        /** Does not show the password. */
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A place in HashiCorp Vault or OpenBao.
     *
     * @param address such as {@code https://vault.example.com:8200}
     * @param tokenFile the file with the token, read for each request
     * @param namespace of Vault Enterprise or OpenBao; null for the root
     * @param mount where the secrets engine is
     * @param name of the folder of secrets, or of the key
     */
    public record InVault(
            URI address, Path tokenFile, @Nullable String namespace, String mount, String name)
            implements Store, Masters {}
}
