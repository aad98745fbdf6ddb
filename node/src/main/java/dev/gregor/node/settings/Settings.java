package dev.gregor.node.settings;

import dev.gregor.command.gateway.GatewaySettings;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.write.WriteSettings;
import java.time.Duration;
import java.util.Map;

/**
 * All settings of a node, checked and typed. Immutable. docs/configuration.md describes each with its default.
 *
 * <pre>{@code
 * Settings settings = Settings.of(Map.of("gregor.app", "bank"), "bank.properties");
 * Gregor gregor = Gregor.configure(settings).start();
 * }</pre>
 *
 * @param app the name of the application
 * @param instance this process
 * @param domain which aggregates and projections are served
 * @param cluster Kafka and the registry
 * @param write the write side
 * @param snapshots snapshots and the cache of aggregates
 * @param gateway sending commands
 * @param privacy personal fields
 * @param http HTTP
 * @param log the log
 */
public record Settings(
        String app,
        InstanceSettings instance,
        DomainSettings domain,
        ClusterSettings cluster,
        WriteSettings write,
        SnapshotSettings snapshots,
        GatewaySettings gateway,
        PrivacySettings privacy,
        HttpSettings http,
        LogSettings log) {

    /** Returns how long a query waits for a position. */
    public Duration queryTimeout() {
        return http.queryTimeout();
    }

    /** Returns whether there is a setting of this name, however it is punctuated, such as {@code gregor.data-dir}. */
    public static boolean isName(String name) {
        return ConfigSources.isName(name);
    }

    /**
     * Reads settings by their names; the others have their defaults. The environment is not read.
     *
     * @param values the settings by their names, such as {@code gregor.partitions}
     * @param source where they are from, for messages of exceptions
     * @throws SettingsException if a setting is unknown or has an impossible value
     */
    public static Settings of(Map<String, String> values, String source) {
        return new SettingsReader(new ConfigSources().file(source, values)).settings();
    }

    /**
     * Reads settings of the command line, the environment and a file. Of a setting that several of them have, the first in this order
     * counts. The file is that of {@code --config}, else that of {@code GREGOR_CONFIG}.
     *
     * @param options the options of the command line
     * @param config the file that the command line names; empty for none
     * @param environment the environment, of which only variables that begin with {@code GREGOR_} are read
     * @throws SettingsException if a setting is unknown or has an impossible value, or the file cannot be read
     */
    public static Settings read(Map<Key, String> options, String config, Map<String, String> environment) {
        String file = config.isEmpty() ? environment.getOrDefault("GREGOR_CONFIG", "") : config;
        ConfigSources given = new ConfigSources().options(options).environment(environment);
        if (!file.isEmpty()) {
            given.file(file, ConfigFile.read(file));
        }
        return new SettingsReader(given).settings();
    }
}
