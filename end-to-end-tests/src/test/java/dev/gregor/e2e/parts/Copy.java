package dev.gregor.e2e.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What a stopped instance had at some time.
 *
 * @param folder all its data
 * @param ends the ends of its topics
 * @param offsets the offsets of each of its groups
 */
record Copy(Path folder, Map<TopicPartition, Long> ends, Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets) {

    /** Copies a folder with all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
