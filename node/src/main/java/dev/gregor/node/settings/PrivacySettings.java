package dev.gregor.node.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Personal fields.
 *
 * @param keys where the keys of subjects are; null if the settings do not say
 * @param cacheLife how long a key of a subject is used without asking the store again
 * @param cacheSubjects keys of how many subjects are kept in memory
 */
public record PrivacySettings(@Nullable Keys keys, Duration cacheLife, int cacheSubjects) {

    /**
     * Where the keys of subjects are.
     *
     * @param file that keeps them, for one instance; null if a topic does, for all
     * @param masters the file with the master keys that wrap them
     */
    public record Keys(@Nullable ProtectedFile file, ProtectedFile masters) {}

    /**
     * A file, and what it takes to open it.
     *
     * @param password of the file, in PKCS#12; null if it is a file of text
     */
    public record ProtectedFile(Path path, @Nullable String password) {

        /** Does not show the password. */
        @Override
        public String toString() {
            return path.toString();
        }
    }
}
