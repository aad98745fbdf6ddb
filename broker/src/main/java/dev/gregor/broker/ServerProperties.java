package dev.gregor.broker;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.utils.Utils;

/** The Kafka properties of one small broker. */
final class ServerProperties {

    /** Few partitions and files, since a start reads them all. */
    private static final Map<String, String> INTERNAL_TOPICS = Map.of(
            "offsets.topic.num.partitions", "4",
            "offsets.topic.replication.factor", "1",
            "transaction.state.log.num.partitions", "4",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "share.coordinator.state.topic.num.partitions", "4",
            "share.coordinator.state.topic.replication.factor", "1",
            "share.coordinator.state.topic.min.isr", "1",
            "auto.create.topics.enable", "false");

    /** A crashed member is noticed within seconds, and a first member does not wait for others. */
    private static final Map<String, String> GROUPS = Map.ofEntries(
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // A coordinator that loses its partition while it loads checks for that after each buffer.
            Map.entry("offsets.load.buffer.size", "65536"),
            Map.entry("group.min.session.timeout.ms", "1000"),
            Map.entry("group.consumer.session.timeout.ms", "6000"),
            Map.entry("group.consumer.min.session.timeout.ms", "1000"),
            Map.entry("group.consumer.heartbeat.interval.ms", "1000"),
            Map.entry("group.consumer.min.heartbeat.interval.ms", "200"),
            Map.entry("group.share.session.timeout.ms", "6000"),
            Map.entry("group.share.min.session.timeout.ms", "1000"),
            Map.entry("group.share.heartbeat.interval.ms", "1000"),
            Map.entry("group.share.min.heartbeat.interval.ms", "200"),
            Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
            Map.entry("group.streams.session.timeout.ms", "6000"),
            Map.entry("group.streams.min.session.timeout.ms", "1000"),
            Map.entry("group.streams.heartbeat.interval.ms", "1000"),
            Map.entry("group.streams.min.heartbeat.interval.ms", "200"));

    /**
     * The retry is what back-to-back transactions wait for: at Kafka's 20 ms it makes up most of their tail. Where the one
     * before takes longer than Kafka's 100 ms to end, producers would be told so, and wait longer.
     */
    private static final Map<String, String> TRANSACTIONS = Map.of(
            "add.partitions.to.txn.retry.backoff.ms", "1",
            "add.partitions.to.txn.retry.backoff.max.ms", "1000",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

    private static final Map<String, String> SIZE = Map.of(
            "num.network.threads", "2",
            "num.io.threads", "4",
            "background.threads", "2",
            "group.coordinator.threads", "2",
            "log.cleaner.dedupe.buffer.size", "4194304",
            // A record per 500 ms would be written while nothing happens.
            "metadata.max.idle.interval.ms", "5000",
            "controller.quorum.append.linger.ms", "2",
            // After a kill, the controller lets the broker in again only when the session of the killed one is over.
            "broker.session.timeout.ms", "2000",
            "broker.heartbeat.interval.ms", "500",
            "server.max.startup.time.ms", "60000");

    private ServerProperties() {}

    static Properties of(BrokerSettings settings, Membership membership, BoundPorts ports, DataFolder folder) {
        var properties = new Properties();
        properties.putAll(INTERNAL_TOPICS);
        properties.putAll(GROUPS);
        properties.putAll(TRANSACTIONS);
        properties.putAll(SIZE);
        properties.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.putAll(settings.properties());
        properties.putAll(identity(membership, ports, folder));
        properties.put("listeners", listeners(settings.host(), ports));
        return properties;
    }

    private static Map<String, String> identity(Membership membership, BoundPorts ports, DataFolder folder) {
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(membership.nodeId()),
                "log.dirs",
                folder.logs().toString(),
                "inter.broker.listener.name",
                BoundPorts.CLIENT,
                "controller.listener.names",
                BoundPorts.CONTROLLER,
                "controller.quorum.voters",
                membership.votersWithOwnPort(ports.controllerPort()));
    }

    private static String listeners(String host, BoundPorts ports) {
        // Kafka tells clients this machine's name where it is given none.
        var client = ports.onAllAddresses() ? ":" + ports.clientPort() : Utils.formatAddress(host, ports.clientPort());
        return "CLIENT://%s,CONTROLLER://127.0.0.1:%d".formatted(client, ports.controllerPort());
    }
}
