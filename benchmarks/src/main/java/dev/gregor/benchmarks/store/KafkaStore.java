package dev.gregor.benchmarks.store;

import dev.gregor.benchmarks.machine.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A broker. What it has written is the size of all its logs, those of Kafka's own topics included.
 *
 * @param bootstrapServers where it listens
 * @param process its id
 * @param dir its data
 */
public record KafkaStore(String bootstrapServers, long process, String dir) implements Store {

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
