package dev.gregor.topic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to do about topics that have other numbers of partitions than they have to: by how their records were written,
 * as far as that is known, for keys are found only where they were put.
 *
 * @param kafka settings of the clients that read topics; null for no reading
 */
record PartitionAdvice(@Nullable Map<String, Object> kafka) {

    private static final String EVENTS = ".events";
    private static final String REPLIES = "gregor.replies";
    private static final String COPY =
            "partitions were added after its records were written with %d, and Kafka cannot take them away:"
                    + " stop all instances, copy its records aside, delete it, make it with %d partitions, and copy them back, each into its"
                    + " partition with key, headers and timestamp";

    /** A topic with the number of partitions that it has. */
    record Found(TopicSpec spec, int actual) {

        private String type() {
            String name = spec.name();
            return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
        }
    }

    /** What is wrong with these topics, and what cures it, by topic. */
    List<String> of(List<Found> found) {
        Map<String, Integer> right = new TreeMap<>();
        Map<String, String> cures = new LinkedHashMap<>();
        found.stream()
                .filter(each -> each.spec().name().endsWith(EVENTS))
                .forEach(each -> right.put(each.type(), addCureOfEvents(each, cures)));
        found.stream()
                .filter(each -> !each.spec().name().endsWith(EVENTS))
                .forEach(each -> cures.put(
                        each.spec().name(),
                        cure(each, right.getOrDefault(each.type(), each.spec().partitions()))));
        return found.stream()
                .map(each -> "topic '%s' has %d partitions, expected %d: %s"
                        .formatted(
                                each.spec().name(),
                                each.actual(),
                                each.spec().partitions(),
                                cures.get(each.spec().name())))
                .toList();
    }

    /** Answers how many partitions the topics of its type should have. */
    private int addCureOfEvents(Found found, Map<String, String> cures) {
        int expected = found.spec().partitions();
        int actual = found.actual();
        if (kafka == null) {
            cures.put(
                    found.spec().name(),
                    "set gregor.partitions=%d, if its events were written with as many".formatted(actual));
            return actual;
        }
        WrittenPartitions written = WrittenPartitions.of(kafka, found.spec().name(), actual);
        OptionalInt with = written.number(expected, actual);
        cures.put(
                found.spec().name(),
                written.none() ? deletionOrSetting(expected, actual) : cure(with, expected, actual));
        return written.none() ? expected : with.orElse(expected);
    }

    private static String cure(OptionalInt written, int expected, int actual) {
        if (written.isEmpty()) {
            return "its keys are where no number of partitions puts them: make it again from a copy of yours";
        }
        int with = written.getAsInt();
        String setting = with == expected ? "" : "set gregor.partitions=" + with;
        return with == actual
                ? setting + ", with which its events were written"
                : COPY.formatted(with, with) + (setting.isEmpty() ? "" : "; " + setting);
    }

    private static String deletionOrSetting(int expected, int actual) {
        return deletion(expected)
                + "; or, before the first start of all, set gregor.partitions=%d and give all topics as many"
                        .formatted(actual);
    }

    private static String cure(Found found, int right) {
        if (found.spec().name().endsWith(REPLIES)) {
            return "set gregor.reply-partitions=" + found.actual();
        }
        if (found.spec().partitions() == 1) {
            return COPY.formatted(1, 1);
        }
        return found.actual() == right && right != found.spec().partitions()
                ? "set gregor.partitions=" + right
                : deletion(right)
                        + (found.spec().kind() == TopicSpec.Kind.COMMANDS
                                ? " and says what to run next (commands not handled yet are lost)"
                                : "");
    }

    private static String deletion(int partitions) {
        return "stop all instances and delete it, the start makes it again with %d".formatted(partitions);
    }
}
