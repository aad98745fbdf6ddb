package dev.gregor.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Kafka nodes (broker and controller) in processes of their own, with this process's class path, to be killed in fault
 * tests. They listen on the loopback address, keep their ports for the life of this object, and end when this process
 * does. Node n writes its output to {@code node-n.log} and its data to {@code node-n} in the given folder.
 *
 * <p>From three nodes on, topics have by default 3 replicas, of which 2 must be in sync. The nodes are numbered from 1.
 * Not safe for use by several threads at once.
 */
public final class BrokerCluster implements AutoCloseable {

    private static final Duration READY_WAIT = Duration.ofSeconds(60);

    /** Quick to start and frugal, as tests like it. */
    private static final List<String> SMALL_JVM =
            List.of("-Xms64m", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final List<ChildNode> nodes;

    private BrokerCluster(List<ChildNode> nodes) {
        this.nodes = nodes;
    }

    /**
     * Starts all nodes and waits, a minute at most, until each serves clients and knows the others.
     *
     * @param nodes an odd number, as 1 or 3; more than half of them must run for the cluster to work
     * @throws BrokerException if a node does not get ready; none is left running
     * @throws UncheckedIOException if the folder cannot be written to
     */
    public static BrokerCluster start(int nodes, Path dir) {
        return start(nodes, dir, SMALL_JVM);
    }

    /**
     * The same with other options for each node's JVM, such as {@code -Xmx1g}: the standard ones start quickly, but keep
     * the machine code of the first compiler, and a small heap.
     */
    public static BrokerCluster start(int nodes, Path dir, List<String> jvmOptions) {
        if (nodes < 1 || nodes % 2 == 0) {
            throw new IllegalArgumentException("nodes is %d: give an odd number, as 1 or 3".formatted(nodes));
        }
        var cluster = new BrokerCluster(prepare(nodes, dir.toAbsolutePath(), List.copyOf(jvmOptions)));
        try {
            cluster.nodes.forEach(ChildNode::start);
            cluster.awaitReady();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** What clients connect to: all nodes, whether they run or not. */
    public String bootstrapServers() {
        return nodes.stream().map(ChildNode::address).collect(Collectors.joining(","));
    }

    /**
     * The id of the process of a node, for measuring it from outside.
     *
     * @throws IllegalStateException if it does not run
     */
    public long processId(int node) {
        return node(node).processId();
    }

    /** Ends a node at once, as a crash would (SIGKILL); the others notice within some seconds. */
    public void kill(int node) {
        node(node).kill();
    }

    /** Ends a node in order, handing over what it leads. */
    public void stop(int node) {
        node(node).stop();
    }

    /**
     * Starts a node that was killed or stopped, with its data and ports. If then more than half run, waits, a minute at
     * most, until these serve clients and know each other; fewer of them cannot serve yet.
     *
     * @throws BrokerException if it does not get ready
     * @throws IllegalStateException if it runs
     */
    public void start(int node) {
        node(node).start();
        awaitReady();
    }

    /** Kills all nodes: nodes that stop in order wait seconds for a quorum that is leaving, too. The data stay usable. */
    @Override
    public void close() {
        nodes.forEach(ChildNode::kill);
    }

    private ChildNode node(int id) {
        if (id < 1 || id > nodes.size()) {
            throw new IllegalArgumentException("node is %d: give 1 to %d".formatted(id, nodes.size()));
        }
        return nodes.get(id - 1);
    }

    private void awaitReady() {
        var running = nodes.stream().filter(ChildNode::running).toList();
        if (2 * running.size() > nodes.size()) {
            Readiness.await(running, READY_WAIT);
        }
    }

    private static List<ChildNode> prepare(int count, Path dir, List<String> jvmOptions) {
        var ports = freePorts(2 * count);
        var voters = IntStream.range(0, count)
                .mapToObj(i -> "%d@127.0.0.1:%d".formatted(i + 1, ports.get(count + i)))
                .collect(Collectors.joining(","));
        var clusterId = Uuid.randomUuid().toString();
        var nodes = new ArrayList<ChildNode>();
        try {
            Files.createDirectories(dir);
            for (int i = 0; i < count; i++) {
                var settings = new BrokerSettings(
                        dir.resolve("node-" + (i + 1)),
                        "127.0.0.1",
                        ports.get(i),
                        ports.get(count + i),
                        properties(count));
                nodes.add(new ChildNode(
                        new NodeFile(settings, new Membership(i + 1, clusterId, voters)), dir, jvmOptions));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to %s: make it writable".formatted(dir), e);
        }
        return nodes;
    }

    /** For replicated topics, and so that the loss of a node is noticed soon. */
    private static Map<String, String> properties(int nodes) {
        var replicas = Integer.toString(Math.min(nodes, 3));
        var inSync = nodes < 3 ? "1" : "2";
        return Map.ofEntries(
                Map.entry("default.replication.factor", replicas),
                Map.entry("min.insync.replicas", inSync),
                Map.entry("offsets.topic.replication.factor", replicas),
                Map.entry("transaction.state.log.replication.factor", replicas),
                Map.entry("transaction.state.log.min.isr", inSync),
                Map.entry("share.coordinator.state.topic.replication.factor", replicas),
                Map.entry("share.coordinator.state.topic.min.isr", inSync),
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500"),
                Map.entry("controller.quorum.election.timeout.ms", "500"));
    }

    /** Free at this moment: another process may still take one before the node does. */
    private static List<Integer> freePorts(int count) {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (var socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException("No free port is left: end processes that hold some", e);
        }
    }
}
