package dev.gregor.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** Asks nodes over the Kafka protocol whether they serve clients and know each other. */
final class Readiness {

    private static final int ASK_MS = 1_000;
    private static final int PAUSE_MS = 100;

    private Readiness() {}

    static void await(List<ChildNode> nodes, Duration wait) {
        var deadline = Instant.now().plus(wait);
        try {
            for (var node : nodes) {
                await(node, nodes, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while the nodes start", e);
        }
    }

    private static void await(ChildNode node, List<ChildNode> nodes, Instant deadline) throws InterruptedException {
        var expected = nodes.stream().map(ChildNode::id).collect(Collectors.toSet());
        try (var admin = Admin.create(Map.of(
                "bootstrap.servers",
                node.address(),
                "reconnect.backoff.ms",
                "200",
                "reconnect.backoff.max.ms",
                "200"))) {
            while (!known(admin).containsAll(expected)) {
                check(node, deadline);
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
    }

    private static Set<Integer> known(Admin admin) throws InterruptedException {
        try {
            var cluster = admin.describeCluster(new DescribeClusterOptions().timeoutMs(ASK_MS));
            return cluster.nodes().get().stream().map(node -> node.id()).collect(Collectors.toSet());
        } catch (ExecutionException e) {
            // Not yet; the deadline bounds how often.
            return Set.of();
        }
    }

    private static void check(ChildNode node, Instant deadline) {
        if (!node.running()) {
            throw new BrokerException(
                    "Node %d ended while it started: see its output in %s".formatted(node.id(), node.log()), null);
        }
        if (Instant.now().isAfter(deadline)) {
            throw new BrokerException(
                    "Node %d (%s) is not ready in time: see its output in %s, and whether the machine is overloaded"
                            .formatted(node.id(), node.address(), node.log()),
                    null);
        }
    }
}
