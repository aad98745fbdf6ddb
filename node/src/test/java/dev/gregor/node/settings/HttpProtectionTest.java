package dev.gregor.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProtectionTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    private static Settings settings(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int each = 0; each < namesAndValues.length; each += 2) {
            environment.put("GREGOR_" + namesAndValues[each], namesAndValues[each + 1]);
        }
        return Settings.read(Map.of(), "", environment);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost", "::1"})
    void thisMachineIsServedWithoutAChoice(String host) {
        assertThat(settings("HTTP_HOST", host).http().protection().asksForCallers())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3"})
    void othersAreServedOnlyByChoice(String host) throws IOException {
        assertThatThrownBy(() -> settings("HTTP_HOST", host))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(host, "gregor.http.security.rules", "gregor.http.security=none");
        assertThat(settings("HTTP_HOST", host, "HTTP_SECURITY", "none")
                        .http()
                        .protection()
                        .asksForCallers())
                .isFalse();
        String rules = file("rules.json", "{}");
        assertThat(settings("HTTP_HOST", host, "HTTP_SECURITY_RULES", rules)
                        .http()
                        .protection()
                        .asksForCallers())
                .isTrue();
    }

    @Test
    void aChoiceThatContradictsItselfIsRefused() throws IOException {
        String rules = file("rules.json", "{}");
        assertThatThrownBy(() -> settings("HTTP_SECURITY", "none", "HTTP_SECURITY_RULES", rules))
                .hasMessageContaining("'none' is no value for GREGOR_HTTP_SECURITY");
        assertThatThrownBy(() -> settings("HTTP_SECURITY", "rules"))
                .hasMessageContaining("expected gregor.http.security.rules beside it");
        assertThatThrownBy(() -> settings("HTTP_SECURITY_RULES", rules + "x"))
                .hasMessageContaining("expected a file that can be read");
    }

    @Test
    void instancesOnAClusterHaveAKeyToAskEachOther() throws IOException {
        String rules = file("rules.json", "{}");
        assertThatThrownBy(() -> settings("HTTP_SECURITY_RULES", rules, "BOOTSTRAP_SERVERS", "kafka:9092"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gregor.http.security.instance-key");
        assertThatThrownBy(() -> settings("HTTP_SECURITY_RULES", rules, "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gregor.http.security.instance-key");
        assertThat(settings(
                                "HTTP_SECURITY_RULES", rules,
                                "BOOTSTRAP_SERVERS", "kafka:9092",
                                "HTTP_SECURITY_INSTANCE_KEY", KEY)
                        .http()
                        .protection()
                        .instanceKey())
                .isEqualTo(KEY);
    }

    @ParameterizedTest
    @CsvSource({"HTTP_TLS_CERTIFICATE", "HTTP_TLS_KEY", "HTTP_TLS_AUTHORITIES"})
    void aPartOfTlsAloneIsRefused(String name) throws IOException {
        String file = file("part.pem", "");
        assertThatThrownBy(() -> settings(name, file)).hasMessageContaining("give both or nothing of TLS");
    }

    @Test
    void aSecretMayBeInAFile() throws IOException {
        String jaas = file("jaas", "org.apache.kafka.Login required password=\"abc\";\n");
        String user = file("user", "john:doe");
        Settings settings = settings(
                "KAFKA_SASL_JAAS_CONFIG_FILE",
                jaas,
                "HTTP_SECURITY_INSTANCE_KEY_FILE",
                file("key", KEY + "\n"),
                "SCHEMA_REGISTRY_URL",
                "http://registry:8081",
                "BASIC_AUTH_USER_INFO_FILE",
                user);
        assertThat(settings.cluster().kafka())
                .containsEntry("sasl.jaas.config", "org.apache.kafka.Login required password=\"abc\";");
        assertThat(settings.cluster().registry()).containsEntry("basic.auth.user.info", "john:doe");
        assertThat(settings.http().protection().instanceKey()).isEqualTo(KEY);
    }

    @Test
    void whatIsNoSettingIsNoneInAFile() throws IOException {
        String file = file("gregor.properties", "gregor.app=other");
        assertThatThrownBy(() -> settings("CONFIG_FILE", file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("There is no setting 'GREGOR_CONFIG_FILE'");
    }

    @Test
    void aFileOfKafkaIsAFile() {
        assertThat(settings("KAFKA_SASL_OAUTHBEARER_ASSERTION_FILE", "/run/assertion")
                        .cluster()
                        .kafka())
                .containsEntry("sasl.oauthbearer.assertion.file", "/run/assertion");
    }

    @Test
    void aSecretThatIsThereTwiceOrNotAtAllIsRefused() throws IOException {
        String key = file("key", KEY);
        assertThatThrownBy(() -> settings("PRIVACY_MASTER_KEYS_FILE", key))
                .hasMessage(
                        "GREGOR_PRIVACY_MASTER_KEYS_FILE names a file with the value of GREGOR_PRIVACY_MASTER_KEYS, which is for secrets only: give the value by GREGOR_PRIVACY_MASTER_KEYS itself");
        assertThatThrownBy(() -> settings("HTTP_SECURITY_INSTANCE_KEY", KEY, "HTTP_SECURITY_INSTANCE_KEY_FILE", key))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("give one");
        assertThatThrownBy(() -> settings("HTTP_SECURITY_INSTANCE_KEY_FILE", key + "x"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("GREGOR_HTTP_SECURITY_INSTANCE_KEY_FILE", "cannot be read");
    }

    @Test
    void secretsAreNotShown() {
        Settings settings = settings(
                "HTTP_SECURITY_INSTANCE_KEY", KEY,
                "KAFKA_SASL_JAAS_CONFIG", "required password=\"swordfish\"",
                "KAFKA_SSL_KEYSTORE_PASSWORD", "swordfish",
                "KAFKA_SSL_KEYSTORE_KEY", "swordfish",
                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "SCHEMA_REGISTRY_URL", "http://registry:8081",
                "BASIC_AUTH_USER_INFO", "john:swordfish",
                "BEARER_AUTH_TOKEN", "swordfish");
        assertThat(settings.toString()).contains("SASL_SSL", "[hidden]").doesNotContain("swordfish", KEY);
        assertThatThrownBy(() -> settings("HTTP_SECURITY_INSTANCE_KEY", "swordfish"))
                .hasMessageContaining("[hidden]")
                .hasMessageNotContaining("swordfish");
    }
}
