package dev.gregor.benchmarks.store;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.broker.BrokerCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/** One broker in a process of its own. */
public final class KafkaServer implements AutoCloseable {

    /** The collector as Kafka's own start script sets it, with the heap of what is measured, which is that script's too. */
    private static final List<String> JVM_OPTIONS = Stream.concat(
                    Fork.HEAP.stream(),
                    Stream.of(
                            "-XX:+UseG1GC",
                            "-XX:MaxGCPauseMillis=20",
                            "-XX:InitiatingHeapOccupancyPercent=35",
                            "-XX:+ExplicitGCInvokesConcurrent"))
            .toList();

    private final BrokerCluster cluster;
    private final KafkaStore store;

    private KafkaServer(BrokerCluster cluster, Path dir) {
        this.cluster = cluster;
        this.store = new KafkaStore(cluster.bootstrapServers(), cluster.processId(1), dir.toString());
    }

    /** Starts it with its data in the given folder. */
    public static KafkaServer start(Path dir) {
        return new KafkaServer(BrokerCluster.start(1, dir, JVM_OPTIONS), dir);
    }

    /** Where it is. */
    public KafkaStore store() {
        return store;
    }

    /** Deletes all topics but Kafka's own, so that no run pays for an earlier one. */
    public void deleteTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) store.bootstrapServers()))) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The topics could not be deleted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topics were deleted", e);
        }
    }

    /** Ends the broker; its data stay. */
    @Override
    public void close() {
        cluster.close();
    }
}
