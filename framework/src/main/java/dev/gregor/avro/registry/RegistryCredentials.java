package dev.gregor.avro.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** The Authorization header of a request, from the settings of Confluent's clients. */
final class RegistryCredentials {

    private static final String BASIC_SOURCE = "basic.auth.credentials.source";

    private RegistryCredentials() {}

    static Optional<String> authorization(RegistryConfig config, URI url) {
        String token = config.getPassword("bearer.auth.token").value();
        if (!token.isEmpty()) {
            return Optional.of("Bearer " + staticToken(config, token));
        }
        return userInfo(config, url).map(user -> "Basic " + base64(user));
    }

    private static String staticToken(RegistryConfig config, String token) {
        String source = config.getString("bearer.auth.credentials.source");
        if (!source.equals("STATIC_TOKEN")) {
            throw new ConfigException("bearer.auth.credentials.source", source, "Use STATIC_TOKEN.");
        }
        return token;
    }

    private static Optional<String> userInfo(RegistryConfig config, URI url) {
        String source = config.getString(BASIC_SOURCE);
        return switch (source) {
            case "URL" -> Optional.ofNullable(url.getUserInfo());
            case "USER_INFO" ->
                Optional.of(config.getPassword("basic.auth.user.info").value());
            case "SASL_INHERIT" -> Optional.of(saslUser(config));
            default -> throw new ConfigException(BASIC_SOURCE, source, "Use URL, USER_INFO or SASL_INHERIT.");
        };
    }

    private static String saslUser(RegistryConfig config) {
        Object jaas = config.originals().get(SaslConfigs.SASL_JAAS_CONFIG);
        Map<String, Object> login = jaas == null
                ? Map.of()
                : Map.of(SaslConfigs.SASL_JAAS_CONFIG, jaas instanceof Password p ? p : new Password(jaas.toString()));
        List<AppConfigurationEntry> entries =
                JaasContext.loadClientContext(login).configurationEntries();
        return option(entries, "username") + ":" + option(entries, "password");
    }

    private static String option(List<AppConfigurationEntry> entries, String name) {
        String value = JaasContext.configEntryOption(entries, name, null);
        if (value == null) {
            throw new ConfigException(BASIC_SOURCE, "SASL_INHERIT", "sasl.jaas.config has no " + name + ".");
        }
        return value;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
