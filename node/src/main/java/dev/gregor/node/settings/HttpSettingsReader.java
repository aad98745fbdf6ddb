package dev.gregor.node.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes typed settings of what was given for HTTP. */
final class HttpSettingsReader {

    private static final String ORIGIN = "\\*|[a-z][a-z0-9+.-]*://[^/?#\\s*]+";
    private static final String RULES = "rules";
    private static final int MIN_KEY_LENGTH = 32;

    private final Values values;
    private final boolean isOnCluster;

    HttpSettingsReader(Values values, boolean isOnCluster) {
        this.values = values;
        this.isOnCluster = isOnCluster;
    }

    HttpSettings http(int maxBodyBytes) {
        String host = values.text(Key.HTTP_HOST, "[^\\s/]+", "a name or an address");
        return new HttpSettings(
                host,
                values.number(Key.HTTP_PORT, 0, SettingsReader.MAX_PORT),
                maxBodyBytes,
                values.duration(Key.QUERY_TIMEOUT, Duration.ZERO, Duration.ofHours(1)),
                values.number(Key.HTTP_MAX_STREAMS, 1, 10_000),
                values.number(Key.HTTP_MAX_ROW_STREAMS, 1, 100_000),
                values.number(Key.HTTP_MAX_BATCH, 1, 10_000_000),
                origins(),
                protection(host));
    }

    private HttpProtection protection(String host) {
        return new HttpProtection(
                rules(host),
                instanceKey(),
                tls(),
                values.number(Key.HTTP_MAX_CONNECTIONS, 1, 1_000_000),
                values.number(Key.HTTP_CALLER_RATE, 0, 1_000_000),
                values.number(Key.HTTP_CALLER_STREAMS, 0, 100_000));
    }

    private @Nullable Path rules(String host) {
        Path rules = file(Key.HTTP_SECURITY_RULES);
        if (values.optional(Key.HTTP_SECURITY) == null) {
            if (rules == null && !isLoopback(host)) {
                throw new SettingsException(
                        "gregor.http.host is '%s', where others reach the application, and nothing says who may do what: name a file of rules (gregor.http.security.rules, docs/security.md), let whoever reaches it do everything (gregor.http.security=none), or serve this machine only (gregor.http.host=127.0.0.1)"
                                .formatted(host));
            }
            return rules;
        }
        boolean isByRules = values.oneOf(Key.HTTP_SECURITY, "none", RULES).equals(RULES);
        if (isByRules != (rules != null)) {
            throw values.refused(
                    Key.HTTP_SECURITY,
                    isByRules
                            ? "gregor.http.security.rules beside it"
                            : "no gregor.http.security.rules beside it, or " + RULES);
        }
        return rules;
    }

    /** A name that is not known is refused when it is listened on. */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private @Nullable String instanceKey() {
        String key = values.optional(Key.HTTP_SECURITY_INSTANCE_KEY);
        if (key == null) {
            if (isOnCluster && values.optional(Key.HTTP_SECURITY_RULES) != null) {
                throw new SettingsException(
                        "There is a file of rules (gregor.http.security.rules) but no gregor.http.security.instance-key, with which instances on one cluster ask each other: give all of them the same random text of %d characters or more"
                                .formatted(MIN_KEY_LENGTH));
            }
        } else if (key.length() < MIN_KEY_LENGTH) {
            throw values.refused(Key.HTTP_SECURITY_INSTANCE_KEY, MIN_KEY_LENGTH + " characters or more");
        }
        return key;
    }

    private HttpProtection.@Nullable Tls tls() {
        Path certificate = file(Key.HTTP_TLS_CERTIFICATE);
        Path key = file(Key.HTTP_TLS_KEY);
        Path authorities = file(Key.HTTP_TLS_AUTHORITIES);
        boolean isRequired = values.oneOf(Key.HTTP_TLS_CLIENT_CERTIFICATES, "wanted", "required")
                .equals("required");
        if (certificate == null || key == null) {
            if ((certificate == null) != (key == null) || authorities != null || isRequired) {
                throw new SettingsException(
                        "Of gregor.http.tls.certificate and gregor.http.tls.key there is only one, or none beside other settings of gregor.http.tls: give both or nothing of TLS");
            }
            return null;
        }
        if (isRequired && authorities == null) {
            throw values.refused(
                    Key.HTTP_TLS_CLIENT_CERTIFICATES, "gregor.http.tls.authorities beside it, or 'wanted'");
        }
        return new HttpProtection.Tls(certificate, key, authorities, isRequired);
    }

    private @Nullable Path file(Key key) {
        String name = values.optional(key);
        if (name == null) {
            return null;
        }
        try {
            Path file = Path.of(name);
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw values.refused(key, "a file that can be read");
            }
            return file;
        } catch (InvalidPathException e) {
            throw values.refused(key, "a file (" + e.getMessage() + ")");
        }
    }

    private List<String> origins() {
        List<String> origins = values.list(Key.HTTP_CORS_ORIGINS).stream()
                .map(each ->
                        each.toLowerCase(Locale.ROOT).replaceFirst("^(https://[^/]+):443$|^(http://[^/]+):80$", "$1$2"))
                .toList();
        if (!origins.stream().allMatch(each -> each.matches(ORIGIN))) {
            throw values.refused(
                    Key.HTTP_CORS_ORIGINS,
                    "origins without a path, such as https://app.example.com or http://localhost:3000, or *");
        }
        return origins;
    }
}
