package dev.gregor.streams;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which an application keeps its stores between runs. It belongs to the changelogs as they were when it was closed: Kafka
 * Streams goes on with it whatever has become of them, so it is deleted here if one of them was deleted, is an older copy or is
 * another cluster's. The stores are then restored from the changelogs.
 *
 * @param kafka settings of Kafka clients
 * @param stateDir the folder of all applications
 * @param applicationId the application
 */
record StateFolder(Map<String, Object> kafka, Path stateDir, String applicationId) {

    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
    private static final String NOTE = "gregor-changelogs.properties";
    private static final long WAIT_SECONDS = 10;

    private Path folder() {
        return stateDir.resolve(applicationId);
    }

    private Path file() {
        return folder().resolve(NOTE);
    }

    /** Deletes the folder if it is not of the changelogs as they are; before the application starts. */
    void compare() {
        if (!Files.exists(file())) {
            return;
        }
        try (Admin admin = Admin.create(kafka)) {
            Map<String, String> noted = read();
            Map<String, String> present = changelogs(admin);
            noted.entrySet().stream()
                    .filter(each -> !follows(each.getValue(), present.getOrDefault(each.getKey(), "")))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(this::delete);
        } catch (IOException | ExecutionException | TimeoutException | KafkaException e) {
            LOG.warn(
                    "It is not known whether the state in {} is of the topics as they are: {}", folder(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a changelog is the one that was noted, and has not lost anything since. */
    private static boolean follows(String noted, String present) {
        String[] before = noted.split(",", -1);
        String[] now = present.split(",", -1);
        if (before.length != now.length || !before[0].equals(now[0])) {
            return false;
        }
        for (int i = 1; i < before.length; i++) {
            if (Long.parseLong(now[i]) < Long.parseLong(before[i])) {
                return false;
            }
        }
        return true;
    }

    private void delete(String changelog) {
        LOG.warn("The state in {} is not of topic {} as it is; it is made again from the topics", folder(), changelog);
        try {
            Utils.delete(folder().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The folder " + folder() + " cannot be deleted; delete it and start again", e);
        }
    }

    /** Notes the changelogs, after the application has stopped. */
    void note() {
        if (!Files.isDirectory(folder())) {
            return;
        }
        try (Admin admin = Admin.create(kafka)) {
            Properties noted = new Properties();
            noted.putAll(changelogs(admin));
            try (Writer out = Files.newBufferedWriter(file())) {
                noted.store(out, null);
            }
        } catch (IOException | ExecutionException | TimeoutException | KafkaException e) {
            LOG.debug("The changelogs of {} are not noted", applicationId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> read() throws IOException {
        Properties noted = new Properties();
        try (Reader in = Files.newBufferedReader(file())) {
            noted.load(in);
        }
        return noted.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, noted::getProperty));
    }

    /** The id and the ends of each, as text. */
    private Map<String, String> changelogs(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics = admin.listTopics().names().get(WAIT_SECONDS, TimeUnit.SECONDS).stream()
                .filter(topic -> topic.startsWith(applicationId + '-') && topic.endsWith("-changelog"))
                .toList();
        Map<String, TopicDescription> described =
                admin.describeTopics(topics).allTopicNames().get(WAIT_SECONDS, TimeUnit.SECONDS);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        described.forEach((topic, description) -> description
                .partitions()
                .forEach(each -> wanted.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest())));
        var ends = admin.listOffsets(wanted).all().get(WAIT_SECONDS, TimeUnit.SECONDS);
        Map<String, String> changelogs = new TreeMap<>();
        described.forEach((topic, description) -> changelogs.put(
                topic,
                description.topicId() + ","
                        + description.partitions().stream()
                                .map(TopicPartitionInfo::partition)
                                .sorted()
                                .map(each -> end(ends, new TopicPartition(topic, each)))
                                .collect(Collectors.joining(","))));
        return changelogs;
    }

    private static String end(Map<TopicPartition, ListOffsetsResultInfo> ends, TopicPartition partition) {
        return Long.toString(requireNonNull(ends.get(partition)).offset());
    }
}
