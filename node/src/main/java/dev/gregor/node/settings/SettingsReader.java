package dev.gregor.node.settings;

import dev.gregor.avro.schema.SchemaRule;
import dev.gregor.command.gateway.GatewaySettings;
import dev.gregor.message.MessageType;
import dev.gregor.messaging.topic.MessageTopic;
import dev.gregor.snapshot.SnapshotPolicy;
import dev.gregor.snapshot.SnapshotSettings;
import dev.gregor.streams.CommitPolicy;
import dev.gregor.write.WriteSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes typed settings of what was given. */
final class SettingsReader {

    static final int MAX_PORT = 65_535;
    private static final int MAX_BYTES = 512 * 1024 * 1024;
    private static final String ADDRESS = "(.+):([0-9]{1,5})";
    private static final String KAFKA_SERVERS = "bootstrap.servers";
    private static final String TRANSACTIONAL_STORES = "enable.transactional.statestores";

    private final ConfigSources sources;
    private final Values values;

    SettingsReader(ConfigSources sources) {
        this.sources = sources;
        this.values = new Values(sources);
    }

    Settings settings() {
        WriteSettings write = write();
        ClusterSettings cluster = cluster();
        return new Settings(
                write.app(),
                instance(),
                domain(),
                cluster,
                write,
                snapshots(),
                gateway(write.app()),
                new PrivacySettingsReader(values).privacy(),
                new HttpSettingsReader(values, cluster.bootstrapServers() != null).http(maxMessageBytes()),
                log());
    }

    private InstanceSettings instance() {
        String server = values.optional(Key.APPLICATION_SERVER);
        if (server != null) {
            values.text(Key.APPLICATION_SERVER, ADDRESS, "host:port, such as 10.0.0.5:8080");
        }
        return new InstanceSettings(
                values.path(Key.DATA_DIR),
                values.number(Key.KAFKA_PORT, 0, MAX_PORT),
                server,
                values.duration(Key.DRY_RUN_TIMEOUT, Duration.ofMillis(1), Duration.ofHours(1)));
    }

    private DomainSettings domain() {
        List<Path> jars = values.list(Key.DOMAIN).stream().map(Path::of).toList();
        for (Path jar : jars) {
            if (!Files.isReadable(jar)) {
                throw values.refused(Key.DOMAIN, "JARs that exist, but '" + jar + "' cannot be read");
            }
        }
        String rule = values.oneOf(Key.SCHEMAS_COMPATIBILITY, "full", "backward", "forward", "none");
        return new DomainSettings(jars, types(Key.ONLY), SchemaRule.parse(rule));
    }

    private Set<String> types(Key key) {
        Set<String> types = new TreeSet<>(values.list(key));
        try {
            types.forEach(MessageType::requireAggregateType);
        } catch (IllegalArgumentException e) {
            throw values.refused(key, "aggregate types separated by commas (" + e.getMessage() + ")");
        }
        return types;
    }

    private ClusterSettings cluster() {
        Map<String, Object> kafka = new LinkedHashMap<>(sources.kafka());
        refuseTransactionalStores(kafka);
        Object passed = kafka.remove(KAFKA_SERVERS);
        return new ClusterSettings(
                servers(passed == null ? null : passed.toString()),
                kafka,
                registry(),
                values.text(Key.TOPIC_PREFIX, "[A-Za-z0-9._-]{0,100}", "letters, digits, '.', '_' and '-'"),
                (short) values.number(Key.REPLICATION_FACTOR, -1, Short.MAX_VALUE),
                values.flag(Key.EVENTS_MAY_EXPIRE),
                topics(),
                commits());
    }

    private List<MessageTopic> topics() {
        try {
            return values.list(Key.TOPICS, ";").stream()
                    .map(MessageTopic::parse)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw values.refused(Key.TOPICS, "topics separated by semicolons (" + e.getMessage() + ")");
        }
    }

    private static void refuseTransactionalStores(Map<String, Object> kafka) {
        Object transactional = kafka.getOrDefault(TRANSACTIONAL_STORES, "false");
        if (!transactional.toString().strip().equalsIgnoreCase("false")) {
            throw new SettingsException(
                    "gregor.kafka.%s is '%s', but state stores cannot be transactional: with Kafka 4.4 they end the JVM at times, and a kill loses what was committed to them but not flushed; leave it out"
                            .formatted(TRANSACTIONAL_STORES, transactional));
        }
    }

    private CommitPolicy commits() {
        return new CommitPolicy(
                values.oneOf(Key.COMMIT_POLICY, "drained", "interval").equals("drained"),
                values.duration(Key.COMMIT_INTERVAL, Duration.ofMillis(1), Duration.ofSeconds(10)),
                values.number(Key.COMMIT_MAX_RECORDS, 1, Integer.MAX_VALUE));
    }

    private @Nullable String servers(@Nullable String passed) {
        if (values.optional(Key.BOOTSTRAP_SERVERS) == null) {
            return passed;
        }
        String servers = values.text(
                Key.BOOTSTRAP_SERVERS, ADDRESS + "(," + ADDRESS + ")*", "host:port, several separated by commas");
        if (passed != null && !passed.equals(servers)) {
            throw values.refused(
                    Key.BOOTSTRAP_SERVERS,
                    "the same as gregor.kafka.bootstrap.servers=" + passed + ", or leave that out");
        }
        return servers;
    }

    private Map<String, Object> registry() {
        String url = values.optional(Key.SCHEMA_REGISTRY_URL);
        if (url == null) {
            if (!sources.registry().isEmpty()) {
                throw new SettingsException(
                        "There are settings of a schema registry (%s) but no %s: give both or neither"
                                .formatted(sources.registry().keySet(), Key.SCHEMA_REGISTRY_URL.key()));
            }
            return Map.of();
        }
        values.text(Key.SCHEMA_REGISTRY_URL, "https?://.+", "a URL, such as http://localhost:8081");
        Map<String, Object> registry = new LinkedHashMap<>(sources.registry());
        registry.put("schema.registry.url", url);
        return registry;
    }

    private WriteSettings write() {
        return new WriteSettings(
                values.text(Key.APP, "[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "up to 100 letters, digits, '.', '_' and '-'"),
                values.number(Key.PARTITIONS, 1, 10_000),
                values.duration(Key.COMMAND_ID_RETENTION, Duration.ofMinutes(1), Duration.ofDays(3650)),
                maxMessageBytes(),
                maxStateBytes(),
                replyPartitions(),
                types(Key.STATE_TOPICS),
                values.number(Key.COMMAND_MAX_EVENTS, 1, 10_000_000));
    }

    private SnapshotSettings snapshots() {
        int events = values.number(Key.SNAPSHOT_AFTER_EVENTS, 0, Integer.MAX_VALUE);
        SnapshotPolicy policy = events == 0 ? SnapshotPolicy.amortised() : SnapshotPolicy.afterEvents(events);
        return new SnapshotSettings(
                policy, maxStateBytes(), values.number(Key.SNAPSHOT_CACHE_BYTES, 0L, Long.MAX_VALUE));
    }

    private GatewaySettings gateway(String app) {
        return new GatewaySettings(
                app,
                values.duration(Key.COMMAND_TIMEOUT, Duration.ofMillis(1), Duration.ofHours(1)),
                values.number(Key.COMMAND_MAX_IN_FLIGHT, 1, 10_000_000),
                replyPartitions(),
                maxMessageBytes());
    }

    private LogSettings log() {
        return new LogSettings(
                values.oneOf(Key.LOG_FORMAT, "plain", "json").equals("json"),
                values.oneOf(Key.LOG_LEVEL, "error", "warn", "info", "debug", "trace"));
    }

    private int maxMessageBytes() {
        return values.number(Key.MAX_MESSAGE_BYTES, 1024, MAX_BYTES);
    }

    private int maxStateBytes() {
        return values.number(Key.MAX_STATE_BYTES, 1024, MAX_BYTES);
    }

    private int replyPartitions() {
        return values.number(Key.REPLY_PARTITIONS, 1, 10_000);
    }
}
