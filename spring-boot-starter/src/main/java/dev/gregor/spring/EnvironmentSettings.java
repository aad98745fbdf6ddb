package dev.gregor.spring;

import dev.gregor.node.settings.ClusterSettings;
import dev.gregor.node.settings.Key;
import dev.gregor.node.settings.Settings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads the properties {@code gregor.*} of an environment as the settings of a node. */
final class EnvironmentSettings {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentSettings.class);
    private static final String PREFIX = "gregor.";
    private static final String KAFKA = "gregor.kafka.";
    private static final String KAFKA_SERVERS = "gregor.kafka.bootstrap.servers";
    private static final String STARTER = "gregor.spring.";
    private static final String HTTP_PATH = "gregor.spring.http-path";
    private static final String SERVER_ADDRESS = "server.address";
    private static final String ALL_ADDRESSES = "0.0.0.0";
    private static final String APPLICATION_NAME = "spring.application.name";
    private static final Pattern ELEMENT = Pattern.compile("(.+)\\.[0-9]+");

    private final ConfigurableEnvironment environment;

    EnvironmentSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Returns the settings.
     *
     * @param kafka the brokers that Spring Boot knows, for a node that is given none itself; null if it knows none
     * @throws dev.gregor.node.settings.SettingsException if a file of the application has an unknown name, or a value is impossible
     */
    Settings read(@Nullable KafkaConnection kafka) {
        Map<String, String> values = values();
        String name = environment.getProperty(APPLICATION_NAME);
        if (name != null) {
            values.putIfAbsent(Key.APP.key(), name);
        }
        if (environment.containsProperty(HTTP_PATH)) {
            values.put(Key.HTTP_HOST.key(), environment.getProperty(SERVER_ADDRESS, ALL_ADDRESSES));
        }
        boolean given = values.containsKey(Key.BOOTSTRAP_SERVERS.key()) || values.containsKey(KAFKA_SERVERS);
        return given || kafka == null ? settings(values) : with(kafka, values);
    }

    private static Settings settings(Map<String, String> values) {
        return Settings.of(values, "the environment of Spring");
    }

    /** Binds them as texts, of which the elements of a list become one. */
    private Map<String, String> values() {
        Binder binder = Binder.get(environment);
        Map<String, String> values = new LinkedHashMap<>();
        binder.bind("gregor", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .forEach((name, value) -> put(values, binder, PREFIX + name, value));
        return values;
    }

    private void put(Map<String, String> values, Binder binder, String name, String value) {
        if (name.startsWith(STARTER)) {
            return;
        }
        Matcher element = ELEMENT.matcher(name);
        String setting = settingNamed(element.matches() ? element.group(1) : name);
        if (!Settings.isName(setting) && isOfOthers(name)) {
            LOG.info("{} is no setting of Gregor and is passed over", name);
        } else if (element.matches()) {
            values.put(setting, list(binder, setting));
        } else {
            values.putIfAbsent(setting, value);
        }
    }

    /** The list, or the text, of the first source that has one. */
    private static String list(Binder binder, String setting) {
        return String.join(
                ",",
                binder.bind(ConfigurationPropertyName.adapt(setting, '.'), Bindable.listOf(String.class))
                        .orElse(List.of()));
    }

    /** Binding makes {@code data.dir} or {@code datadir} of a variable for {@code data-dir}; the source that wins comes first. */
    private static String settingNamed(String name) {
        return Arrays.stream(Key.values())
                .map(Key::key)
                .filter(key -> letters(key).equals(letters(name)))
                .findFirst()
                .orElse(name);
    }

    private static String letters(String name) {
        return name.replace(".", "").replace("-", "");
    }

    /** Others set properties of the JVM and variables; Kubernetes does, for a service named {@code gregor}. */
    private boolean isOfOthers(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
        return environment.getSystemProperties().containsKey(name)
                || environment.getSystemEnvironment().containsKey(variable);
    }

    private static Settings with(KafkaConnection kafka, Map<String, String> values) {
        values.put(Key.BOOTSTRAP_SERVERS.key(), kafka.servers());
        kafka.texts().forEach((name, value) -> values.putIfAbsent(KAFKA + name, value));
        Settings settings = settings(values);
        Map<String, Object> all = new LinkedHashMap<>(settings.cluster().kafka());
        all.putAll(kafka.objects());
        return new Settings(
                settings.app(),
                settings.instance(),
                settings.domain(),
                with(settings.cluster(), all),
                settings.write(),
                settings.snapshots(),
                settings.gateway(),
                settings.privacy(),
                settings.http(),
                settings.log());
    }

    private static ClusterSettings with(ClusterSettings cluster, Map<String, Object> kafka) {
        return new ClusterSettings(
                cluster.bootstrapServers(),
                kafka,
                cluster.registry(),
                cluster.topicPrefix(),
                cluster.replicationFactor(),
                cluster.eventsMayExpire(),
                cluster.topics(),
                cluster.commits());
    }
}
