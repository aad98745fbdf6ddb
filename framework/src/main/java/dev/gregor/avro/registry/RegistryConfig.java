package dev.gregor.avro.registry;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** How a registry is reached; the names are those of Confluent's clients. */
final class RegistryConfig extends AbstractConfig {

    static final String URL = "schema.registry.url";
    private static final String PREFIX = "schema.registry.";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    URL,
                    ConfigDef.Type.LIST,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Importance.HIGH,
                    "Where it is; several are tried in turn.")
            .define(
                    "basic.auth.credentials.source",
                    ConfigDef.Type.STRING,
                    "URL",
                    Importance.MEDIUM,
                    "URL, USER_INFO, SASL_INHERIT.")
            .define(
                    "basic.auth.user.info",
                    ConfigDef.Type.PASSWORD,
                    "",
                    Importance.MEDIUM,
                    "The user:password of USER_INFO.")
            .define(
                    "bearer.auth.credentials.source",
                    ConfigDef.Type.STRING,
                    "STATIC_TOKEN",
                    Importance.MEDIUM,
                    "STATIC_TOKEN.")
            .define("bearer.auth.token", ConfigDef.Type.PASSWORD, "", Importance.MEDIUM, "The token of STATIC_TOKEN.")
            .define(
                    "normalize.schemas",
                    ConfigDef.Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Let the registry normalize schemas.")
            .define(
                    "http.connect.timeout.ms",
                    ConfigDef.Type.INT,
                    10_000,
                    ConfigDef.Range.atLeast(1),
                    Importance.LOW,
                    "Of a connection.")
            .define(
                    "http.read.timeout.ms",
                    ConfigDef.Type.INT,
                    10_000,
                    ConfigDef.Range.atLeast(1),
                    Importance.LOW,
                    "Of an answer.")
            .define(
                    "max.retries",
                    ConfigDef.Type.INT,
                    3,
                    ConfigDef.Range.atLeast(0),
                    Importance.LOW,
                    "After the first try.")
            .define(
                    "retries.wait.ms",
                    ConfigDef.Type.LONG,
                    200L,
                    ConfigDef.Range.atLeast(0),
                    Importance.LOW,
                    "Before a retry, doubling.")
            .define(
                    "retries.max.wait.ms",
                    ConfigDef.Type.LONG,
                    5_000L,
                    ConfigDef.Range.atLeast(0),
                    Importance.LOW,
                    "The longest wait.");

    RegistryConfig(Map<String, ?> settings) {
        super(DEFINITION, settings, false);
    }

    List<URI> urls() {
        return getList(URL).stream()
                .map(url -> URI.create(url.strip().replaceAll("/+$", "")))
                .toList();
    }

    String query() {
        return getBoolean("normalize.schemas") ? "?normalize=true" : "";
    }

    /** Empty unless a setting {@code schema.registry.ssl.*} is given. */
    Optional<SSLContext> tls() {
        Map<String, Object> given = originalsWithPrefix(PREFIX).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("ssl."))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (given.isEmpty()) {
            return Optional.empty();
        }
        DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
        factory.configure(new ConfigDef().withClientSslSupport().parse(given));
        return Optional.of(factory.sslContext());
    }
}
