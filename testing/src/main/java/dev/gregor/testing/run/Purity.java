package dev.gregor.testing.run;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a function leaves what it is given as it was, and gives the same when it is called again.
 *
 * @param doing what it does, for messages
 * @param source where it may take time and ids from
 * @param lines shows a result
 */
public record Purity<R>(String doing, String source, Function<R, List<String>> lines) {

    /**
     * Calls a function twice.
     *
     * @param records what it is given; null for none
     * @return what it gives
     * @throws org.opentest4j.AssertionFailedError if it changes one of them, or gives something else the second time
     */
    public R prove(Supplier<R> function, @Nullable SpecificRecord... records) {
        List<AvroImage> given =
                Stream.of(records).filter(Objects::nonNull).map(AvroImage::of).toList();
        R first = function.get();
        given.forEach(each -> each.requireUnchanged(doing));
        requireSame(first, function.get());
        return first;
    }

    private void requireSame(R first, R second) {
        if (!first.equals(second)) {
            throw new Difference(lines.apply(first), lines.apply(second))
                    .failure(
                            doing + " twice from the same start gave two results (- first, + second):",
                            List.of("Take time and ids from the " + source
                                    + ", never from a clock or a random source."));
        }
    }
}
