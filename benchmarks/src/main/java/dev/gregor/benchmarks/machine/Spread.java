package dev.gregor.benchmarks.machine;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Some figures of the same thing, one for each round. */
public final class Spread {

    private final double[] sorted;

    private Spread(double[] sorted) {
        this.sorted = sorted;
    }

    /** One figure of each round. */
    public static <T> Spread of(List<T> rounds, ToDoubleFunction<T> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).toArray();
        Arrays.sort(sorted);
        return new Spread(sorted);
    }

    /** The one in the middle, or the mean of the two there; NaN if there are none. */
    public double median() {
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The greatest; NaN if there are none. */
    public double max() {
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length - 1];
    }

    /** Only the median. */
    public String median(String format) {
        return sorted.length == 0 ? "-" : format.formatted(median());
    }

    /** The median, and the least and the greatest in brackets. */
    public String text(String format) {
        return sorted.length == 0
                ? "-"
                : "%s (%s-%s)"
                        .formatted(format.formatted(median()), format.formatted(sorted[0]), format.formatted(max()));
    }
}
