package dev.gregor.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.metadata.FeatureLevelRecord;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.apache.kafka.controller.QuorumFeatures;
import org.apache.kafka.metadata.util.BatchFileReader;

/**
 * What a cluster has committed itself to by its metadata log. It is read once Kafka has failed: Kafka then says only which record it
 * stumbled over.
 *
 * @param levels the highest of each feature, by its name, such as {@code metadata.version}
 */
record FeatureLevels(Map<String, Short> levels) {

    /** As far as the files can be read. */
    static FeatureLevels read(Path logs) {
        var levels = new TreeMap<String, Short>();
        for (Path file : files(logs.resolve("__cluster_metadata-0"))) {
            read(file, levels);
        }
        return new FeatureLevels(levels);
    }

    /** Those that the Kafka of this process does not know, with what it knows; empty if there are none. */
    Optional<String> unknown() {
        var known = QuorumFeatures.defaultSupportedFeatureMap(false);
        var unknown = levels.entrySet().stream()
                .flatMap(each -> QuorumFeatures.reasonNotSupported(
                        each.getValue(),
                        "Kafka " + AppInfoParser.getVersion(),
                        known.getOrDefault(each.getKey(), QuorumFeatures.DISABLED))
                        .map(reason -> "%s is at level %d, but %s".formatted(each.getKey(), each.getValue(), reason))
                        .stream())
                .collect(Collectors.joining("; "));
        return Optional.of(unknown).filter(text -> !text.isEmpty());
    }

    /** Snapshots and segments. */
    private static List<Path> files(Path log) {
        try (var files = Files.list(log)) {
            return files.filter(file -> file.toString().matches(".*[0-9]\\.(checkpoint|log)"))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void read(Path file, Map<String, Short> levels) {
        try (var reader = new BatchFileReader.Builder().setPath(file.toString()).build()) {
            while (reader.hasNext()) {
                var next = reader.next();
                if (!next.isControl()) {
                    next.batch().records().forEach(each -> {
                        if (each.message() instanceof FeatureLevelRecord feature) {
                            levels.merge(
                                    feature.name(), feature.featureLevel(), (one, other) -> one > other ? one : other);
                        }
                    });
                }
            }
        } catch (IOException | RuntimeException e) {
            // What follows is damaged, or of a kind that this Kafka does not know: what was read counts.
        }
    }
}
