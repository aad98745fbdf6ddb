package dev.gregor.node.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How HTTP is protected.
 *
 * @param rules the file that says who may do what; null if everybody may do everything
 * @param instanceKey what instances sign with that ask each other on behalf of callers; null if there is one instance only
 * @param tls how connections are encrypted; null if they are not
 * @param maxConnections how many connections may be open at once
 * @param callerRate how many requests and commands a caller may send in a second; 0 for no bound
 * @param callerStreams how many streams a caller may have open at once; 0 for no bound
 */
public record HttpProtection(
        @Nullable Path rules,
        @Nullable String instanceKey,
        @Nullable Tls tls,
        int maxConnections,
        int callerRate,
        int callerStreams) {

    /**
     * Files in PEM. They are read again when they change.
     *
     * @param certificate the certificate of this instance, and those between it and an authority
     * @param key its private key, of PKCS #8 and without a password
     * @param authorities whose certificates callers and other instances may show; null if callers are not asked for one, and other
     *     instances have one of an authority that Java trusts
     * @param isRequired whether callers have to show one
     */
    public record Tls(Path certificate, Path key, @Nullable Path authorities, boolean isRequired) {}

    /** Whether callers have to say who they are. */
    public boolean asksForCallers() {
        return rules != null;
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "HttpProtection[rules=%s, instanceKey=%s, tls=%s, maxConnections=%d, callerRate=%d, callerStreams=%d]"
                .formatted(
                        rules,
                        instanceKey == null ? null : Secrets.MASK,
                        tls,
                        maxConnections,
                        callerRate,
                        callerStreams);
    }
}
