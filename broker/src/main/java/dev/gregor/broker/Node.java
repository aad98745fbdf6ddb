package dev.gregor.broker;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.LoggerFactory;

/**
 * Broker and controller, put together as by {@link KafkaRaftServer}, which has no place for own {@link Faults} and
 * {@link BoundPorts}.
 */
record Node(SharedServer shared, BrokerServer broker, ControllerServer controller) {

    private static final Duration FORMER_SESSION_WAIT = Duration.ofSeconds(10);

    static Node start(Properties properties, BoundPorts ports, Faults faults) {
        var config = KafkaConfig.fromProps(properties, false);
        var stored = KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaRaftServer.class), "");
        var clusterId = stored._1().clusterId().orElseThrow();
        var quorum = config.quorumConfig();
        var shared = new SharedServer(
                config,
                stored._1(),
                Time.SYSTEM,
                Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, clusterId),
                CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
                QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                faults,
                ports);
        var controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), stored._2());
        return new Node(shared, new BrokerServer(shared), controller).started();
    }

    /** The broker first: it needs the controller to leave in order. */
    void stop(Duration wait) {
        try {
            broker.shutdown(wait);
        } finally {
            controller.shutdown();
        }
    }

    private Node started() {
        try {
            controller.startup();
            FormerSession.awaitEnd(shared.loader(), controller.config().nodeId(), FORMER_SESSION_WAIT);
            broker.startup();
            return this;
        } catch (Exception e) {
            // Scala throws checked exceptions, too, without telling.
            stop(Duration.ZERO);
            throw e;
        }
    }
}
