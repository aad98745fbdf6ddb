package dev.gregor.app;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores that Kafka Streams keeps in a folder of this process: copies of what topics of one cluster hold. It would go on with
 * them on another cluster too, or after such a topic was deleted and made again; so what they are copies of is kept beside them.
 *
 * @param folder the folder, with one for each application
 * @param admin of the cluster
 */
record LocalStores(Path folder, Admin admin) {

    private static final Logger LOG = LoggerFactory.getLogger(LocalStores.class);
    private static final String CLUSTER = "cluster";
    private static final String CHANGELOG = "-changelog";

    private Path file() {
        return folder.resolve("copies-of.properties");
    }

    /** Deletes what is not a copy of topics that are there; Kafka Streams makes it again. To be called before it starts. */
    void discardForeign() {
        Properties known = known();
        Properties present = present();
        if (!known.isEmpty()) {
            discardForeign(known, present);
        }
        keep(present);
    }

    private void discardForeign(Properties known, Properties present) {
        if (!present.get(CLUSTER).equals(known.get(CLUSTER))) {
            LOG.warn(
                    "The stores in {} are of cluster {}, and this is cluster {}: they are deleted, and restored from"
                            + " this one",
                    folder,
                    known.get(CLUSTER),
                    present.get(CLUSTER));
            applications().forEach(LocalStores::delete);
            return;
        }
        applications()
                .filter(application -> !isCopy(application, known, present))
                .forEach(application -> {
                    LOG.warn(
                            "The stores in {} are copies of topics that were deleted: they are deleted, and restored"
                                    + " from what there is",
                            application);
                    delete(application);
                });
    }

    private static boolean isCopy(Path application, Properties known, Properties present) {
        String prefix = application.getFileName() + "-";
        return known.stringPropertyNames().stream()
                .filter(topic -> topic.startsWith(prefix))
                .allMatch(topic -> known.get(topic).equals(present.get(topic)));
    }

    private Stream<Path> applications() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory).collect(Collectors.toCollection(TreeSet::new)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
    }

    private static void delete(Path application) {
        try {
            Utils.delete(application.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + application + " cannot be deleted", e);
        }
    }

    /** Keeps what else they are copies of since. A topic that was made again meanwhile is not what they are copies of. */
    void remember() {
        Properties known = known();
        Properties all = present();
        all.putAll(known);
        if (!all.equals(known)) {
            keep(all);
        }
    }

    private void keep(Properties copies) {
        try (Writer writer = Files.newBufferedWriter(file())) {
            copies.store(writer, "What the stores in this folder are copies of");
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file() + " cannot be written", e);
        }
    }

    private Properties known() {
        Properties known = new Properties();
        if (Files.exists(file())) {
            try (Reader reader = Files.newBufferedReader(file())) {
                known.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("The file " + file() + " cannot be read", e);
            }
        }
        return known;
    }

    private Properties present() {
        Properties present = new Properties();
        present.put(CLUSTER, done(admin.describeCluster().clusterId()));
        present.putAll(done(admin.listTopics().listings()).stream()
                .filter(topic ->
                        topic.name().startsWith("gregor-") && topic.name().endsWith(CHANGELOG))
                .collect(Collectors.toMap(
                        TopicListing::name, topic -> topic.topicId().toString())));
        return present;
    }

    private static <T> T done(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException("The topics of the cluster could not be listed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted while topics were listed", e);
        }
    }
}
