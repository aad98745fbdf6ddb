package dev.gregor.event;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A place in all partitions of the events of one aggregate type: {@code user:12.0.7}, the next offset of each partition. */
record FeedToken(String aggregateType, List<Long> offsets) {

    private static final Pattern FORM = Pattern.compile("[^:]+:[0-9]{1,18}(\\.[0-9]{1,18})*");

    FeedToken {
        offsets = List.copyOf(offsets);
    }

    /** Reads what {@link #toString()} writes; throws IllegalArgumentException if it is for other events than these. */
    static FeedToken parse(String token, String aggregateType, int partitions) {
        if (!FORM.matcher(token).matches() || !token.startsWith(aggregateType + ':')) {
            throw refused(token, aggregateType, "it has another form");
        }
        List<Long> offsets = Stream.of(
                        token.substring(aggregateType.length() + 1).split("\\."))
                .map(Long::valueOf)
                .toList();
        if (offsets.size() != partitions) {
            throw refused(token, aggregateType, "there are " + partitions + " partitions");
        }
        return new FeedToken(aggregateType, offsets);
    }

    static IllegalArgumentException refused(String token, String aggregateType, String reason) {
        return new IllegalArgumentException(
                "'%s' is no place in the live events of '%s' (%s): expected the id of one of them, unchanged"
                        .formatted(token, aggregateType, reason));
    }

    @Override
    public String toString() {
        return aggregateType + ':' + offsets.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
