package dev.gregor.e2e.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** The parts of a stopped instance: finds, copies, deletes and replaces them. */
final class Parts implements AutoCloseable {

    private static final String EVENTS = ".events";
    private static final int DEEPEST = 5;
    private static final Set<String> NOT_ITS_OWN = Set.of("", "gregor.lock");

    private final Instance instance;
    private final Admin admin;
    private final Records records;

    Parts(Instance instance) {
        this.instance = instance;
        this.admin = Admin.create(Map.of("bootstrap.servers", instance.bootstrapServers()));
        this.records = new Records(instance.bootstrapServers(), admin);
    }

    /** All that there is, grouped by what it is, in the order of the names. */
    Map<String, List<Part>> byKind() throws Exception {
        List<Part> parts = new ArrayList<>();
        topics().filter(name -> !name.endsWith(EVENTS)).map(Part.Topic::new).forEach(parts::add);
        groups().map(Part.Group::new).forEach(parts::add);
        parts.addAll(folders());
        Map<String, List<Part>> kinds = new TreeMap<>();
        for (Part part : parts) {
            String kind = part.getClass().getSimpleName() + ' ' + instance.kind(part.name());
            kinds.computeIfAbsent(kind, any -> new ArrayList<>()).add(part);
        }
        return kinds;
    }

    private Stream<String> topics() throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get().stream().filter(instance::owns).sorted();
    }

    private Stream<String> groups() throws ExecutionException, InterruptedException {
        return admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .filter(instance::owns)
                .sorted();
    }

    /** Down to the folder of each store; not the files within a store, which are RocksDB's own. */
    private List<Part> folders() throws IOException {
        try (Stream<Path> paths = Files.walk(instance.data(), DEEPEST)) {
            return paths.sorted()
                    .map(path -> new Part.Folder(
                            path, instance.data().relativize(path).toString()))
                    .filter(part -> !NOT_ITS_OWN.contains(part.name()))
                    .filter(part -> Files.isDirectory(part.path()) || !isOfAStore(part.path()))
                    .map(Part.class::cast)
                    .toList();
        }
    }

    private static boolean isOfAStore(Path file) {
        return file.toString().contains("/rocksdb/");
    }

    /** Remembers all that there is. */
    Copy copy(Path to) throws Exception {
        Copy.copy(instance.data(), to);
        Map<TopicPartition, Long> ends = records.ends(topics().toList());
        Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets = new HashMap<>();
        for (String group : groups().toList()) {
            offsets.put(
                    group,
                    admin.listConsumerGroupOffsets(group)
                            .partitionsToOffsetAndMetadata()
                            .get());
        }
        return new Copy(to, ends, offsets);
    }

    /** Deletes a part, if nothing has deleted it yet. */
    void delete(Part part) throws Exception {
        if (part instanceof Part.Topic topic) {
            records.delete(topic.name());
        } else if (part instanceof Part.Group group) {
            admin.deleteConsumerGroups(List.of(group.name())).all().get();
        } else if (part instanceof Part.Folder folder) {
            Utils.delete(folder.path().toFile());
        }
    }

    /** Whether {@link #replace} can: a changelog, a group and a folder that were there already. */
    static boolean isIn(Copy copy, Part part) {
        if (part instanceof Part.Topic topic) {
            return topic.name().endsWith("-changelog")
                    && copy.ends().keySet().stream()
                            .anyMatch(each -> each.topic().equals(topic.name()));
        }
        return part instanceof Part.Folder folder
                ? Files.exists(copy.folder().resolve(folder.name()))
                : copy.offsets().containsKey(part.name());
    }

    /** Puts what it was in the place of what it is. */
    void replace(Part part, Copy copy) throws Exception {
        if (part instanceof Part.Topic topic) {
            records.cut(topic.name(), copy.ends());
        } else if (part instanceof Part.Group group) {
            admin.alterConsumerGroupOffsets(group.name(), copy.offsets().get(group.name()))
                    .all()
                    .get();
        } else if (part instanceof Part.Folder folder) {
            Utils.delete(folder.path().toFile());
            Copy.copy(copy.folder().resolve(folder.name()), folder.path());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
