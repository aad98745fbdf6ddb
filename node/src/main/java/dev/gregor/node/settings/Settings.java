package dev.gregor.node.settings;

import dev.gregor.command.GatewaySettings;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.write.WriteSettings;
import java.time.Duration;
import java.util.Map;

/**
 * All that the user may choose.
 *
 * @param app the name of the application
 * @param instance this process
 * @param domain which aggregates and projections are served
 * @param cluster Kafka and the registry
 * @param write the write side
 * @param snapshots snapshots and the cache of aggregates
 * @param gateway sending commands
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
        HttpSettings http,
        LogSettings log) {

    /** How long a query waits for a position. */
    public Duration queryTimeout() {
        return http.queryTimeout();
    }

    /**
     * Reads settings by their names.
     *
     * @param values by the name in a file, such as {@code gregor.partitions}
     * @param source where they are from, for messages
     * @throws SettingsException if a setting is unknown or has an impossible value
     */
    public static Settings of(Map<String, String> values, String source) {
        return new SettingsReader(new ConfigSources().file(source, values)).settings();
    }

    /**
     * Reads settings: the command line wins over the environment, this over the file, and this over the defaults. The
     * file is the one of {@code --config}, else of {@code GREGOR_CONFIG}.
     *
     * @param options what the command line gives
     * @param config the file that the command line names; empty for none
     * @param environment the environment, of which only {@code GREGOR_*} is looked at
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
