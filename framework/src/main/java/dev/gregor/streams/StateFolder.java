package dev.gregor.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
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
record StateFolder(Map<String, Object> kafka, Path stateDir, String applicationId) {

    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);

    private Path folder() {
        return stateDir.resolve(applicationId);
    }

    private Path file() {
        return folder().resolve("gregor-changelogs.properties");
    }

    private LocalStores stores() {
        return new LocalStores(folder());
    }

    /** Deletes what is not of the changelogs as they are; before the application starts. */
    void compare() {
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
            note.difference(ChangelogEnds.of(admin, applicationId), Instant.now())
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

    /** Notes the changelogs, and marks the stores, after the application has stopped. */
    void note() {
        if (!Files.isDirectory(folder())) {
            return;
        }
        try (Admin admin = Admin.create(kafka)) {
            StateNote.of(ChangelogEnds.of(admin, applicationId), stores(), Instant.now())
                    .write(file());
        } catch (IOException | ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("The changelogs of {} are not noted", applicationId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
