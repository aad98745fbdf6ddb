package dev.gregor.streams.state;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is noted of the folder of an application when that has stopped.
 *
 * @param mark which all stores have got; empty if they have none
 * @param stores the stores that have it, by their paths in the folder
 * @param time when it was noted
 * @param changelogs their ids and ends by their names
 * @param sources the ids and ends of the topics that the application reads, by their names
 */
record StateNote(
        String mark, Set<String> stores, Instant time, Map<String, String> changelogs, Map<String, String> sources) {

    private static final Logger LOG = LoggerFactory.getLogger(StateNote.class);

    /** Nothing is noted, as before the first stop. */
    static final StateNote NONE = new StateNote("", Set.of(), Instant.MAX, Map.of(), Map.of());

    /**
     * Kafka keeps the note that a key was deleted for a day ({@code delete.retention.ms}); a store that was closed earlier would keep
     * the key. This leaves time for the restoration.
     */
    private static final Duration DELETIONS_KEPT = Duration.ofHours(12);

    private static final String MARK = "mark";
    private static final String STORES = "stores";
    private static final String TIME = "time";

    /** No topic has such a name. */
    private static final String SOURCE = "source:";

    /** Gives the stores a mark of their own, and notes it with the topics. */
    static StateNote of(Map<String, String> changelogs, Map<String, String> sources, LocalStores stores, Instant now)
            throws IOException {
        String mark = UUID.randomUUID().toString();
        return new StateNote(mark, stores.mark(mark), now, changelogs, sources);
    }

    /** What is noted in a file; nothing if it is not there or cannot be read. */
    static StateNote read(Path file) {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
            Map<String, String> changelogs = read.stringPropertyNames().stream()
                    .collect(Collectors.toMap(name -> name, read::getProperty, (a, b) -> a, TreeMap::new));
            Map<String, String> sources = new TreeMap<>();
            changelogs.keySet().stream()
                    .filter(name -> name.startsWith(SOURCE))
                    .toList()
                    .forEach(name -> sources.put(name.substring(SOURCE.length()), changelogs.remove(name)));
            String mark = changelogs.remove(MARK);
            String stores = changelogs.remove(STORES);
            String time = changelogs.remove(TIME);
            return mark == null || stores == null || time == null
                    ? new StateNote("", Set.of(), Instant.MAX, changelogs, sources)
                    : new StateNote(mark, Set.of(stores.split(",", -1)), Instant.parse(time), changelogs, sources);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} is not read", file, e);
            return NONE;
        }
    }

    /** Writes it to a file. */
    void write(Path file) throws IOException {
        Properties written = new Properties();
        written.putAll(changelogs);
        sources.forEach((name, ends) -> written.setProperty(SOURCE + name, ends));
        written.setProperty(MARK, mark);
        written.setProperty(STORES, String.join(",", stores));
        written.setProperty(TIME, time.toString());
        try (Writer out = Files.newBufferedWriter(file)) {
            written.store(out, null);
        }
    }

    /** Why stores of this note cannot be gone on with, given the changelogs as they are now; empty if they can. */
    Optional<String> difference(Map<String, String> current, Instant now) {
        return changelogs.entrySet().stream()
                .filter(each -> !TopicEnds.follows(each.getValue(), current.getOrDefault(each.getKey(), "")))
                .map(each -> "is not of topic " + each.getKey() + " as it is")
                .findFirst()
                .or(() -> !time.equals(Instant.MAX) && tooOld(now) && !current.equals(changelogs)
                        ? Optional.of("is of " + time + ", and its topics may have forgotten since what was deleted")
                        : Optional.empty());
    }

    /** What the topics that it reads have lost since, in words; one that was made anew is another one. */
    List<String> lost(Map<String, String> current) {
        return sources.entrySet().stream()
                .flatMap(each -> TopicEnds.shorter(each.getValue(), current.getOrDefault(each.getKey(), "")).stream()
                        .map(lost -> each.getKey() + ", " + lost))
                .toList();
    }

    private boolean tooOld(Instant now) {
        return Duration.between(time, now).compareTo(DELETIONS_KEPT) > 0;
    }
}
