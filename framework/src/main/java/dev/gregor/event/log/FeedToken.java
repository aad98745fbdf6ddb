package dev.gregor.event.log;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A place in the events of some aggregate types, in all of their partitions: {@code account:3.4;user:12.0.7} has the next offset of
 * each partition.
 */
public record FeedToken(SortedMap<String, List<Long>> offsets) {

    private static final String OF_TYPE = "[^:;]++:[0-9]{1,18}+(?:\\.[0-9]{1,18}+)*+";
    private static final Pattern FORM = Pattern.compile(OF_TYPE + "(?:;" + OF_TYPE + ")*+");

    /**
     * Reads what {@link #toString()} writes.
     *
     * @param aggregateTypes whose events are wanted, for the message
     * @throws IllegalArgumentException if it has another form
     */
    public static FeedToken parse(String token, Collection<String> aggregateTypes) {
        SortedMap<String, List<Long>> offsets = new TreeMap<>();
        if (!FORM.matcher(token).matches()) {
            throw refused(token, aggregateTypes, "it has another form");
        }
        for (String part : token.split(";", -1)) {
            int colon = part.indexOf(':');
            Stream<String> numbers = Stream.of(part.substring(colon + 1).split("\\.", -1));
            offsets.put(part.substring(0, colon), numbers.map(Long::valueOf).toList());
        }
        return new FeedToken(offsets);
    }

    static IllegalArgumentException refused(String token, Collection<String> aggregateTypes, String reason) {
        return new IllegalArgumentException(
                "'%s' is no place in the live events of '%s' (%s): expected the id of one of them, unchanged"
                        .formatted(token, String.join("', '", aggregateTypes), reason));
    }

    /** Whether it is of the same partitions as another one, and not before it in any of them. */
    public boolean covers(FeedToken other) {
        return isOfSamePartitions(other)
                && offsets.entrySet().stream()
                        .allMatch(each -> IntStream.range(0, each.getValue().size())
                                .allMatch(i -> each.getValue().get(i) >= other.offset(each.getKey(), i)));
    }

    private boolean isOfSamePartitions(FeedToken other) {
        return offsets.keySet().equals(other.offsets.keySet())
                && offsets.entrySet().stream()
                        .allMatch(each -> each.getValue().size()
                                == other.offsets
                                        .getOrDefault(each.getKey(), List.of())
                                        .size());
    }

    /** The next offset of a partition of a type that it has. */
    public long offset(String type, int partition) {
        return offsets.getOrDefault(type, List.of()).get(partition);
    }

    /** In each partition the later place of both, which are of the same partitions. */
    public FeedToken later(FeedToken other) {
        SortedMap<String, List<Long>> later = new TreeMap<>();
        offsets.forEach((type, ofType) -> later.put(
                type,
                IntStream.range(0, ofType.size())
                        .mapToObj(i -> Math.max(ofType.get(i), other.offset(type, i)))
                        .toList()));
        return new FeedToken(later);
    }

    @Override
    public String toString() {
        return offsets.entrySet().stream()
                .map(each -> each.getKey()
                        + ':'
                        + each.getValue().stream().map(String::valueOf).collect(Collectors.joining(".")))
                .collect(Collectors.joining(";"));
    }
}
