package dev.gregor.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.node.settings.Settings;
import dev.gregor.node.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

class EnvironmentSettingsTest {

    private final Map<String, Object> variables = new HashMap<>();
    private final StandardEnvironment environment = new StandardEnvironment() {
        @Override
        public Map<String, Object> getSystemEnvironment() {
            return variables;
        }
    };

    private Settings read() {
        return read(null);
    }

    private Settings read(@Nullable KafkaConnection kafka) {
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return new EnvironmentSettings(environment).read(kafka);
    }

    private void yaml(String text) throws IOException {
        new YamlPropertySourceLoader()
                .load(text, new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
                .forEach(environment.getPropertySources()::addLast);
    }

    @Test
    void needsNone() {
        Settings settings = read();
        assertThat(settings.app()).isEqualTo("app");
        assertThat(settings.cluster().bootstrapServers()).isNull();
    }

    @Test
    void readsAFileOfTheApplication() throws IOException {
        yaml("""
                gregor:
                  app: bank
                  data-dir: /var/bank
                  partitions: 12
                  command.timeout: 3s
                  state-topics: [account, customer]
                  kafka:
                    security.protocol: SSL
                    producer:
                      linger.ms: 5
                """);
        Settings settings = read();
        assertThat(settings.app()).isEqualTo("bank");
        assertThat(settings.instance().dataDir()).isEqualTo(Path.of("/var/bank"));
        assertThat(settings.write().partitions()).isEqualTo(12);
        assertThat(settings.write().stateTopics()).containsExactlyInAnyOrder("account", "customer");
        assertThat(settings.gateway().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.cluster().kafka()).isEqualTo(Map.of("security.protocol", "SSL", "producer.linger.ms", "5"));
    }

    @Test
    void aVariableWinsOverAFileUnderTheNameThatTheJarKnowsToo() throws IOException {
        yaml("""
                gregor:
                  data-dir: /file
                  command.max-in-flight: 1
                  kafka.linger.ms: 1
                """);
        variables.put("GREGOR_DATA_DIR", "/variable");
        variables.put("GREGOR_COMMAND_MAX_IN_FLIGHT", "2");
        variables.put("GREGOR_KAFKA_LINGER_MS", "2");
        Settings settings = read();
        assertThat(settings.instance().dataDir()).isEqualTo(Path.of("/variable"));
        assertThat(settings.gateway().maxInFlight()).isEqualTo(2);
        assertThat(settings.cluster().kafka()).isEqualTo(Map.of("linger.ms", "2"));
    }

    @Test
    void aVariableWinsOverAListOfAFile() throws IOException {
        yaml("gregor.bootstrap-servers: [a:9092, b:9092]");
        variables.put("GREGOR_BOOTSTRAP_SERVERS", "prod:9092");
        assertThat(read().cluster().bootstrapServers()).isEqualTo("prod:9092");
    }

    @Test
    void aListWinsAsAWholeOverAListOrATextBehindIt() throws IOException {
        yaml("gregor.state-topics: [account]");
        yaml("gregor.state-topics: [customer, parcel]");
        yaml("gregor.bootstrap-servers: [a:9092, b:9092]");
        yaml("gregor.bootstrap-servers: c:9092");
        assertThat(read().write().stateTopics()).containsExactly("account");
        assertThat(read().cluster().bootstrapServers()).isEqualTo("a:9092,b:9092");
    }

    @Test
    void readsAListOfVariables() {
        variables.put("GREGOR_BOOTSTRAP_SERVERS_1", "b:9092");
        variables.put("GREGOR_BOOTSTRAP_SERVERS_0", "a:9092");
        assertThat(read().cluster().bootstrapServers()).isEqualTo("a:9092,b:9092");
    }

    @Test
    void readsListsForClientsOfKafka() throws IOException {
        yaml("gregor.kafka.interceptor.classes: [a.One, b.Two]");
        assertThat(read().cluster().kafka()).isEqualTo(Map.of("interceptor.classes", "a.One,b.Two"));
    }

    @Test
    void theCommandLineWinsOverAVariable() {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("commandLineArgs", Map.of("gregor.data-dir", "/line")));
        variables.put("GREGOR_DATA_DIR", "/variable");
        assertThat(read().instance().dataDir()).isEqualTo(Path.of("/line"));
    }

    @Test
    void aVariableMayLeaveOutHyphensAsElsewhereInSpring() {
        variables.put("GREGOR_DATADIR", "/variable");
        assertThat(read().instance().dataDir()).isEqualTo(Path.of("/variable"));
    }

    @Test
    void refusesAnUnknownNameInAFile() throws IOException {
        yaml("gregor.htp.port: 1");
        assertThatThrownBy(this::read)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("There is no setting 'gregor.htp.port'")
                .hasMessageContaining("gregor.http.port");
    }

    @Test
    void passesOverWhatKubernetesAndOthersSet() {
        variables.put("GREGOR_SERVICE_HOST", "10.0.0.1");
        variables.put("GREGOR_PORT_80_TCP_ADDR", "10.0.0.1");
        variables.put("GREGOR_HOME", "/opt");
        variables.put("GREGOR_HOSTS_1", "10.0.0.1");
        assertThat(read().app()).isEqualTo("app");
    }

    @Test
    void theNameOfTheApplicationIsThatOfSpringUnlessItIsSet() {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("file", Map.of("spring.application.name", "bank")));
        assertThat(read().app()).isEqualTo("bank");
        variables.put("GREGOR_APP", "other");
        assertThat(read().app()).isEqualTo("other");
    }

    @Test
    void takesTheBrokersOfSpringBootUnlessTheyAreSet() {
        var kafka = new KafkaConnection(
                "boot:9092", Map.of("security.protocol", "SSL", "linger.ms", "1"), Map.of("bundle", this));
        variables.put("GREGOR_KAFKA_LINGER_MS", "2");
        assertThat(read(kafka).cluster().bootstrapServers()).isEqualTo("boot:9092");
        assertThat(read(kafka).cluster().kafka())
                .isEqualTo(Map.of("security.protocol", "SSL", "linger.ms", "2", "bundle", this));

        variables.put("GREGOR_BOOTSTRAP_SERVERS", "own:9092");
        assertThat(read(kafka).cluster().bootstrapServers()).isEqualTo("own:9092");
        assertThat(read(kafka).cluster().kafka()).isEqualTo(Map.of("linger.ms", "2"));
    }
}
