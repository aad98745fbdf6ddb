package dev.gregor.privacy.key.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.privacy.key.Forgotten;
import dev.gregor.privacy.key.SubjectEntry;
import dev.gregor.privacy.key.WrappedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instances of which each reads the topic at its own pace, and a topic that is compacted now and then. */
class KeyFoldTest {

    private static final int INSTANCES = 4;
    private static final int STEPS = 3_000;
    private static final int SUBJECTS = 12;
    private static final int SELDOM = 12;

    /** A topic as the cleaner leaves it: of each key the last record, and tombstones for a while. */
    private static final class Log {

        private record Kept(RecordKey key, @Nullable RecordValue value) {}

        private final TreeMap<Long, Kept> records = new TreeMap<>();
        private long end;

        void append(RecordKey key, @Nullable RecordValue value) {
            records.put(end++, new Kept(key, value));
        }

        /** Up to an offset; tombstones that are older than another one go too. */
        void compact(long upTo, long tombstonesUpTo) {
            Map<RecordKey, Long> last = new HashMap<>();
            records.headMap(upTo).forEach((offset, each) -> last.put(each.key(), offset));
            records.headMap(upTo)
                    .entrySet()
                    .removeIf(each -> each.getKey()
                                    < requireNonNull(last.get(each.getValue().key()))
                            || (each.getValue().value() == null && each.getKey() < tombstonesUpTo));
        }
    }

    private static final class Instance {

        private final Log log;
        private final KeyFold fold = new KeyFold();
        private final Set<RecordKey> deleted = new HashSet<>();
        private long position;

        Instance(Log log) {
            this.log = log;
        }

        void read(long upTo) {
            log.records.subMap(position, upTo).forEach((offset, each) -> {
                fold.apply(each.key(), each.value(), offset);
                if (each.value() == null) {
                    deleted.remove(each.key());
                }
            });
            position = Math.max(position, upTo);
            if (isAtEnd()) {
                fold.reachesEnd(position);
            }
        }

        boolean isAtEnd() {
            return position == log.end;
        }

        /** Some records, or all that there are. */
        void readOn(Random random) {
            read(random.nextInt(4) == 0 ? log.end : position + random.nextLong(log.end - position + 1));
            if (isAtEnd() && random.nextBoolean()) {
                deleteLost();
            }
        }

        /** As the store does when it is at the end. */
        void deleteLost() {
            fold.lost().stream().filter(deleted::add).toList().forEach(each -> log.append(each, null));
        }
    }

    /** The bytes stand for the key of the subject, the master key for how it is wrapped. */
    private static WrappedKey key(Random random) {
        return new WrappedKey(
                "m0", new byte[] {(byte) random.nextInt(), (byte) random.nextInt(), (byte) random.nextInt()});
    }

    private static WrappedKey rewrapped(WrappedKey key, int master) {
        return new WrappedKey("m" + master, key.bytes());
    }

    private static Forgotten receipt(int number) {
        return new Forgotten("r" + number, Instant.EPOCH, "ada", "");
    }

    private record History(Map<String, byte[]> keys, Map<String, Forgotten> receipts) {

        /** What an instance may rely on: the key of a subject never changes, nor its receipt, nor is it known again. */
        void check(String subject, SubjectEntry entry) {
            if (entry instanceof WrappedKey key) {
                assertThat(receipts).doesNotContainKey(subject);
                assertThat(keys.computeIfAbsent(subject, absent -> key.bytes())).isEqualTo(key.bytes());
            } else {
                Forgotten forgotten = (Forgotten) entry;
                assertThat(receipts.computeIfAbsent(subject, absent -> forgotten))
                        .isEqualTo(forgotten);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void instancesAgreeHoweverFarTheyHaveReadAndWhateverWasCompacted(long seed) {
        Random random = new Random(seed);
        Log log = new Log();
        History history = new History(new HashMap<>(), new HashMap<>());
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            instances.add(new Instance(log));
        }

        for (int step = 0; step < STEPS; step++) {
            int number = random.nextInt(INSTANCES);
            if (random.nextInt(SELDOM) == 0) {
                instances.set(number, new Instance(log));
            }
            Instance instance = instances.get(number);
            String subject = "s" + random.nextInt(SUBJECTS) + '.' + step / 500;
            write(random, log, instance, subject, step);
            if (random.nextInt(SELDOM) == 0) {
                log.compact(random.nextLong(log.end + 1), random.nextLong(leastPosition(instances) + 1));
            }
            instance.readOn(random);
            instances.forEach(each -> check(each, history));
        }

        settle(log, instances);
        assertThat(entries(instances.get(0)))
                .hasSizeGreaterThanOrEqualTo(history.keys().size());
        checkAll(log, instances, history);
    }

    private static void write(Random random, Log log, Instance instance, String subject, int step) {
        switch (random.nextInt(8)) {
            case 0, 1 -> log.append(RecordKey.fresh(key(random), subject), new RecordValue(key(random), false));
            case 2 ->
                instance.fold
                        .certain(subject)
                        .filter(WrappedKey.class::isInstance)
                        .ifPresent(there -> log.append(
                                instance.fold.key(subject).orElseThrow(),
                                new RecordValue(rewrapped((WrappedKey) there, random.nextInt(9)), true)));
            case 3 -> log.append(RecordKey.fresh(receipt(step), subject), new RecordValue(receipt(step), false));
            default -> {
                // nothing is written in this step
            }
        }
    }

    private static long leastPosition(List<Instance> instances) {
        return instances.stream().mapToLong(each -> each.position).min().orElse(0);
    }

    /** An instance that has not read all may take a subject for known that is forgotten, and for nothing else. */
    private static void check(Instance instance, History history) {
        entries(instance).keySet().stream()
                .filter(each -> instance.isAtEnd() || !history.receipts().containsKey(each))
                .forEach(each -> instance.fold.certain(each).ifPresent(entry -> history.check(each, entry)));
    }

    private static void checkAll(Log log, List<Instance> instances, History history) {
        Map<String, SubjectEntry> all = entries(instances.get(0));
        all.forEach(history::check);
        instances.forEach(each -> assertThat(entries(each)).isEqualTo(all));
        log.compact(log.end, 0);
        assertThat(entries(fresh(log))).isEqualTo(all);
        log.compact(log.end, log.end);
        assertThat(entries(fresh(log))).isEqualTo(all);
        assertThat(log.records.values()).hasSize(all.size());
    }

    private static void settle(Log log, List<Instance> instances) {
        instances.forEach(each -> each.read(log.end));
        instances.forEach(Instance::deleteLost);
        instances.forEach(each -> each.read(log.end));
    }

    private static Instance fresh(Log log) {
        Instance instance = new Instance(log);
        instance.read(log.end);
        return instance;
    }

    private static Map<String, SubjectEntry> entries(Instance instance) {
        Map<String, SubjectEntry> entries = new HashMap<>();
        instance.fold.forEach(entries::put);
        return entries;
    }

    @Test
    void isNotCertainOfAKeyBeforeTheEnd() {
        KeyFold fold = new KeyFold();
        WrappedKey key = key(new Random(1));
        fold.apply(RecordKey.fresh(key, "a"), new RecordValue(key, false), 7);

        assertThat(fold.certain("a")).isEmpty();
        fold.reachesEnd(8);
        assertThat(fold.certain("a")).contains(key);
    }

    @Test
    void readsTheKeysThatItWrites() {
        RecordKey key = new RecordKey(RecordKey.Kind.FORGOTTEN, "1-2", "a/b/ü//");

        assertThat(new String(key.bytes(), UTF_8)).isEqualTo("forgotten/1-2/a/b/ü//");
        assertThat(RecordKey.parse(key.bytes())).contains(key);
        assertThat(RecordKey.parse("other/1/a".getBytes(UTF_8))).isEqualTo(Optional.empty());
        assertThat(RecordKey.parse("segment-end".getBytes(UTF_8))).isEmpty();
    }
}
