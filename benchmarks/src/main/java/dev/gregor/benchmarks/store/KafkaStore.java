package dev.gregor.benchmarks.store;

import dev.gregor.benchmarks.machine.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A broker. What it has written is the size of all its logs, those of Kafka's own topics included.
 *
 * @param bootstrapServers where it listens
 * @param process its id
 * @param dir its data
 */
public record KafkaStore(String bootstrapServers, long process, String dir) implements Store {

    private static final List<AlterConfigOp> LITTLE = List.of(
            set(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"),
            set(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(64 << 20)),
            set(TopicConfig.RETENTION_BYTES_CONFIG, Integer.toString(256 << 20)));

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    @Override
    public double cpuSeconds() {
        return Processes.cpuSeconds(process);
    }

    @Override
    public long bytesWritten() {
        LogBytes bytes = new LogBytes();
        try {
            Files.walkFileTree(Path.of(dir), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(dir + " cannot be read", e);
        }
        return bytes.sum;
    }

    /**
     * Lets all topics but these keep no more than 256 MiB a partition, so that a long run fits a disk.
     *
     * @param suffix of the topics that keep everything
     */
    public void keepLittleBut(String suffix) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) bootstrapServers))) {
            Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
            for (String topic : admin.listTopics().names().get()) {
                if (!topic.endsWith(suffix)) {
                    changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), LITTLE);
                }
            }
            admin.incrementalAlterConfigs(changes).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The topics cannot be told to keep little", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topics were told to keep little", e);
        }
    }

    /** Leaves out topics that are deleted, which vanish a minute later. */
    private static final class LogBytes extends SimpleFileVisitor<Path> {

        private long sum;

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.toString().endsWith("-delete") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".log")) {
                sum += attributes.size();
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }
}
