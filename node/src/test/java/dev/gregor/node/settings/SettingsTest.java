package dev.gregor.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.streams.CommitPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @TempDir
    private Path folder;

    @Test
    void standaloneWithDefaultsIfNothingIsGiven() {
        Settings settings = Settings.read(Map.of(), "", Map.of("PATH", "/bin"));
        assertThat(settings.app()).isEqualTo("app");
        assertThat(settings.cluster().bootstrapServers()).isNull();
        assertThat(settings.cluster().registry()).isEmpty();
        assertThat(settings.instance().dataDir()).isEqualTo(Path.of("./data"));
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.gateway().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.write().idRetention()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void keysOfSubjectsAreNowhereUnlessThatIsSaid() throws IOException {
        assertThat(Settings.read(Map.of(), "", Map.of()).privacy().keys()).isNull();
        String file = file("gregor.privacy.store=pkcs12\ngregor.privacy.store-path=keys.p12\n"
                + "gregor.privacy.store-password=secret\ngregor.privacy.master-keys=masters.txt");
        PrivacySettings privacy = Settings.read(Map.of(), file, Map.of()).privacy();
        assertThat(privacy.keys())
                .isEqualTo(new PrivacySettings.Keys(
                        new PrivacySettings.ProtectedFile(Path.of("keys.p12"), "secret"),
                        new PrivacySettings.ProtectedFile(Path.of("masters.txt"), null)));
        assertThat(privacy.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "gregor.privacy.store=topic, There is gregor.privacy.store=topic",
        "gregor.privacy.store=pkcs12, 'There is gregor.privacy.store=pkcs12, but no gregor.privacy.store-password'",
        "gregor.privacy.store=vault, 'There is gregor.privacy.store=vault, but no gregor.privacy.vault.address'",
        "gregor.privacy.store=disk, 'expected one of topic, pkcs12, vault'"
    })
    void keysOfSubjectsNeedAllThatBelongsToThem(String line, String message) throws IOException {
        String file = file(line);
        assertThatThrownBy(() -> Settings.read(Map.of(), file, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theCommitPolicyIsAChoice() throws IOException {
        assertThat(Settings.read(Map.of(), "", Map.of()).cluster().commits()).isEqualTo(CommitPolicy.standard());
        String file = file("gregor.commit.policy=interval\ngregor.commit.interval=30ms");
        assertThat(Settings.read(Map.of(), file, Map.of()).cluster().commits())
                .isEqualTo(CommitPolicy.atIntervals(Duration.ofMillis(30)));
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThisOverTheFile() throws IOException {
        String file = file("gregor.app=file\ngregor.http.port=1\ngregor.partitions=8");
        Settings settings =
                Settings.read(Map.of(Key.APP, "line"), file, Map.of("GREGOR_APP", "variable", "GREGOR_HTTP_PORT", "2"));
        assertThat(settings.app()).isEqualTo("line");
        assertThat(settings.http().port()).isEqualTo(2);
        assertThat(settings.write().partitions()).isEqualTo(8);
    }

    @Test
    void noOtherOriginsMayAskUnlessTheyAreNamed() throws IOException {
        assertThat(Settings.read(Map.of(), "", Map.of()).http().corsOrigins()).isEmpty();
        String file = file("gregor.http.cors.origins=https://App.example.com:443, http://localhost:3000");
        assertThat(Settings.read(Map.of(), file, Map.of()).http().corsOrigins())
                .containsExactly("https://app.example.com", "http://localhost:3000");
    }

    @Test
    void theFileMayBeNamedInTheEnvironment() throws IOException {
        Settings settings = Settings.read(Map.of(), "", Map.of("GREGOR_CONFIG", file("gregor.app=mine")));
        assertThat(settings.app()).isEqualTo("mine");
    }

    @Test
    void dotsAndHyphensMeanTheSame() throws IOException {
        Settings settings = Settings.read(Map.of(), file("gregor.data.dir=x\ngregor.kafka.port=7"), Map.of());
        assertThat(settings.instance().dataDir()).isEqualTo(Path.of("x"));
        assertThat(settings.instance().kafkaPort()).isEqualTo(7);
    }

    @Test
    void kafkaSettingsPassThrough() throws IOException {
        Settings settings = Settings.read(
                Map.of(),
                file("gregor.kafka.bootstrap.servers=k:9092\ngregor.kafka.producer.linger.ms=2"),
                Map.of("GREGOR_KAFKA_SECURITY_PROTOCOL", "SSL", "GREGOR_KAFKA_PRODUCER_LINGER_MS", "3"));
        assertThat(settings.cluster().bootstrapServers()).isEqualTo("k:9092");
        assertThat(settings.cluster().kafka()).isEqualTo(Map.of("security.protocol", "SSL", "producer.linger.ms", "3"));
    }

    @ParameterizedTest
    @CsvSource({"true", "TRUE", "' true '", "yes"})
    void transactionalStateStoresAreRefusedWithTheReason(String value) throws IOException {
        String file = file("gregor.kafka.enable.transactional.statestores=" + value);
        assertThatThrownBy(() -> Settings.read(Map.of(), file, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gregor.kafka.enable.transactional.statestores")
                .hasMessageContaining("leave it out");
        var variable = Map.of("GREGOR_KAFKA_ENABLE_TRANSACTIONAL_STATESTORES", value);
        assertThatThrownBy(() -> Settings.read(Map.of(), "", variable)).isInstanceOf(SettingsException.class);
    }

    @Test
    void transactionalStateStoresMayBeSwitchedOff() throws IOException {
        String file = file("gregor.kafka.enable.transactional.statestores=false");
        assertThat(Settings.read(Map.of(), file, Map.of()).cluster().kafka())
                .containsEntry("enable.transactional.statestores", "false");
    }

    @Test
    void registrySettingsPassThroughUnderConfluentsNames() throws IOException {
        Settings settings = Settings.read(
                Map.of(Key.SCHEMA_REGISTRY_URL, "http://r:8081"),
                file("gregor.auto.register.schemas=false\ngregor.schema.registry.ssl.truststore.location=/t"),
                Map.of("GREGOR_BASIC_AUTH_USER_INFO", "me:secret"));
        assertThat(settings.cluster().registry())
                .isEqualTo(Map.of(
                        "schema.registry.url", "http://r:8081",
                        "auto.register.schemas", "false",
                        "schema.registry.ssl.truststore.location", "/t",
                        "basic.auth.user.info", "me:secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "gregor.http.port, 65536, a number from 0 to 65535",
        "gregor.http.port, http, a number from 0 to 65535",
        "gregor.command.timeout, 10, 'with its unit ms, s, m, h or d'",
        "gregor.command.id-retention, 5s, a time from 60 s",
        "gregor.app, a b, 'letters, digits'",
        "gregor.only, User, aggregate types separated by commas",
        "gregor.log.format, xml, 'one of plain, json'",
        "gregor.application-server, here, 'host:port, such as'",
        "gregor.bootstrap-servers, kafka, 'host:port, several'",
        "gregor.schema.registry.url, r:8081, 'a URL, such as'",
        "gregor.http.cors.origins, https://app.example.com/, origins without a path",
        "gregor.http.cors.origins, app.example.com, origins without a path",
        "gregor.domain, no-such.jar, 'no-such.jar'' cannot be read'"
    })
    void refusesAnImpossibleValueWithItsNameAndTheCure(String key, String value, String cure) throws IOException {
        String file = file(key + "=" + value);
        assertThatThrownBy(() -> Settings.read(Map.of(), file, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'" + value + "' is no value for " + key + " in " + file)
                .hasMessageContaining(cure);
    }

    @Test
    void refusesAnUnknownKeyAndNamesOneLikeIt() throws IOException {
        String file = file("gregor.htp.port=1");
        assertThatThrownBy(() -> Settings.read(Map.of(), file, Map.of()))
                .hasMessageContaining("'gregor.htp.port'")
                .hasMessageContaining("did you mean gregor.kafka-port or gregor.http.port?");
    }

    @ParameterizedTest
    @CsvSource({
        "gregor.data-dir, true",
        "gregor.data.dir, true",
        "gregor.kafka.linger.ms, true",
        "gregor.max.retries, true",
        "gregor.datadir, false",
        "max.retries, false"
    })
    void knowsTheNamesOfSettings(String name, boolean known) {
        assertThat(Settings.isName(name)).isEqualTo(known);
    }

    @Test
    void refusesAnUnknownVariable() {
        assertThatThrownBy(() -> Settings.read(Map.of(), "", Map.of("GREGOR_DATADIR", "x")))
                .hasMessageContaining("'GREGOR_DATADIR' (in the environment)");
    }

    @Test
    void passesOverWhatKubernetesSets() {
        Map<String, String> variables = Map.of(
                "GREGOR_SERVICE_HOST", "10.0.0.1",
                "GREGOR_PORT", "tcp://10.0.0.1:80",
                "GREGOR_PORT_80_TCP_ADDR", "10.0.0.1");
        assertThat(Settings.read(Map.of(), "", variables).http().port()).isEqualTo(8080);
    }

    @Test
    void refusesTwoDifferentClusters() throws IOException {
        String file = file("gregor.kafka.bootstrap.servers=a:1\ngregor.bootstrap-servers=b:2");
        assertThatThrownBy(() -> Settings.read(Map.of(), file, Map.of()))
                .hasMessageContaining("the same as gregor.kafka.bootstrap.servers=a:1");
    }

    @Test
    void refusesRegistrySettingsWithoutARegistry() {
        assertThatThrownBy(() -> Settings.read(Map.of(), "", Map.of("GREGOR_MAX_RETRIES", "1")))
                .hasMessageContaining("[max.retries]")
                .hasMessageContaining("give both or neither");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> Settings.read(Map.of(), "/no/such/file", Map.of()))
                .hasMessageContaining("The configuration file '/no/such/file' cannot be read");
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("gregor.properties"), text).toString();
    }
}
