package dev.gregor.e2e.cluster;

import dev.gregor.broker.BrokerCluster;
import dev.gregor.e2e.DomainJar;
import dev.gregor.e2e.JarProcess;
import dev.gregor.e2e.views.CentsByAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.awaitility.Awaitility;

/** Three brokers, three replicas of each topic, and three instances of one application, each a process. */
final class Cluster implements AutoCloseable {

    static final int EACH = 3;
    static final int PARTITIONS = 6;
    private static final Duration IN_SYNC = Duration.ofMinutes(3);

    private final Path dir;
    private final BrokerCluster brokers;
    private final List<String> options;
    private final AtomicReferenceArray<JarProcess> instances = new AtomicReferenceArray<>(EACH);

    Cluster(Path dir) throws IOException {
        this.dir = dir;
        Path domain = DomainJar.write(dir.resolve("domain.jar"), CentsByAccount.class);
        Path config = Files.writeString(
                dir.resolve("gregor.properties"),
                "gregor.partitions=%d\ngregor.reply-partitions=%d\n".formatted(PARTITIONS, PARTITIONS));
        brokers = BrokerCluster.start(EACH, dir.resolve("brokers"));
        options = List.of(
                "--bootstrap-servers", brokers.bootstrapServers(),
                "--domain", domain.toString(),
                "--only", "bank-account",
                "--config", config.toString());
        CompletableFuture.allOf(IntStream.range(0, EACH)
                        .mapToObj(instance -> CompletableFuture.runAsync(() -> start(instance)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private void start(int instance) {
        instances.set(instance, JarProcess.start(data(instance), options.toArray(String[]::new)));
    }

    private Path data(int instance) {
        return dir.resolve("instance-" + instance).resolve("data");
    }

    String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    /** Where instances serve HTTP, or did when they were alive. */
    List<String> urls() {
        return instances().map(JarProcess::url).toList();
    }

    private Stream<JarProcess> instances() {
        return IntStream.range(0, EACH).mapToObj(instances::get);
    }

    /** Ends a process as {@code kill -9} does. */
    void kill(FaultKind kind, int which) {
        if (kind == FaultKind.KILL_BROKER) {
            brokers.kill(which + 1);
        } else {
            instances.get(which).kill();
        }
    }

    /** Starts a process that was killed, and waits until it is ready. */
    void restart(FaultKind kind, int which) {
        if (kind == FaultKind.KILL_BROKER) {
            brokers.start(which + 1);
        } else {
            start(which);
        }
    }

    /** Sends a signal such as {@code STOP}. */
    void signal(FaultKind kind, int which, String signal) throws IOException, InterruptedException {
        long process = kind == FaultKind.STOP_BROKER
                ? brokers.processId(which + 1)
                : instances.get(which).processId();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process)).start().waitFor();
    }

    /** Waits until each replica is in sync, without which the loss of the next broker may be one too many. */
    void awaitInSync() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Awaitility.await()
                    .atMost(IN_SYNC)
                    .ignoreExceptions()
                    .until(() ->
                            admin
                                    .describeTopics(admin.listTopics().names().get())
                                    .allTopicNames()
                                    .get()
                                    .values()
                                    .stream()
                                    .map(TopicDescription::partitions)
                                    .flatMap(List::stream)
                                    .allMatch(partition -> partition.isr().size() == EACH));
        }
    }

    /** Stops all instances and answers what {@code verify} says of the stores. */
    String verify() {
        instances().parallel().forEach(JarProcess::close);
        List<String> all = new ArrayList<>(List.of("verify", "bank-account"));
        all.addAll(options);
        return JarProcess.run(data(0), all.toArray(String[]::new));
    }

    @Override
    public void close() {
        for (int instance = 0; instance < EACH; instance++) {
            JarProcess process = instances.get(instance);
            if (process != null && process.isAlive()) {
                process.kill();
            }
        }
        brokers.close();
    }
}
