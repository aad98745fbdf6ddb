package dev.gregor.streams.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which an application keeps its stores between runs. It belongs to the changelogs as they were when it was closed: Kafka
 * Streams goes on with it whatever has become of them, so it is deleted here if one of them was deleted, is an older copy or is
 * another cluster's. So is what a task has in it, if its stores were not closed together. The stores are then restored from the
 * changelogs.
 *
 * @param kafka settings of Kafka clients
 * @param stateDir the folder of all applications
 * @param applicationId the application
 */
public record StateFolder(Map<String, Object> kafka, Path stateDir, String applicationId) {

    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);

    /** Where it is. */
    public Path folder() {
        return stateDir.resolve(applicationId);
    }

    private Path file() {
        return folder().resolve("gregor-changelogs.properties");
    }

    private LocalStores stores() {
        return new LocalStores(folder());
    }

    /** Makes the folder of all applications: Kafka Streams fails where two of them make it at the same time. */
    public void makeStateDir() {
        try {
            Files.createDirectories(stateDir);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder '%s' cannot be made".formatted(stateDir), e);
        }
    }

    /** Deletes what is not of the changelogs as they are; before the application starts. */
    public void compare() {
        if (!Files.isDirectory(folder())) {
            return;
        }
        StateNote note = StateNote.read(file());
        stores().tasksNotClosedTogether(note.mark(), note.stores()).forEach(this::deleteTask);
        if (!note.changelogs().isEmpty()) {
            compareChangelogs(note);
        }
    }

    private void compareChangelogs(StateNote note) {
        try (Admin admin = Admin.create(kafka)) {
            note.difference(TopicEnds.of(admin, this::isChangelog), Instant.now())
                    .ifPresent(this::delete);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn(
                    "It is not known whether the state in {} is of the topics as they are: {}", folder(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deleteTask(String task) {
        delete(folder().resolve(task), "has stores that were not closed together");
    }

    private void delete(String reason) {
        delete(folder(), reason);
    }

    private static void delete(Path folder, String reason) {
        LOG.warn("The state in {} {}; it is made again from the topics", folder, reason);
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be deleted; delete it and start again", e);
        }
    }

    private boolean isChangelog(String topic) {
        return topic.startsWith(applicationId + '-') && topic.endsWith("-changelog");
    }

    /**
     * What is gone from the ends of the topics that the application reads since it was stopped here, in words, such as when the brokers
     * were set back to an earlier time.
     *
     * @param admin asks the cluster
     */
    public List<String> lostSince(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        StateNote note = StateNote.read(file());
        return note.sources().isEmpty() ? List.of() : note.lost(TopicEnds.of(admin, note.sources()::containsKey));
    }

    /** Notes the changelogs and the topics that it reads, and marks the stores, after the application has stopped. */
    public void note(Topology topology) {
        if (!Files.isDirectory(folder())) {
            return;
        }
        Set<String> sources = sources(topology);
        try (Admin admin = Admin.create(kafka)) {
            StateNote.of(
                            TopicEnds.of(admin, this::isChangelog),
                            TopicEnds.of(admin, sources::contains),
                            stores(),
                            Instant.now())
                    .write(file());
        } catch (IOException | ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("The changelogs of {} are not noted", applicationId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<String> sources(Topology topology) {
        return topology.describe().subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(TopologyDescription.Source.class::isInstance)
                .flatMap(node -> ((TopologyDescription.Source) node).topicSet().stream())
                .collect(Collectors.toSet());
    }
}
