package dev.gregor.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The name that somebody may have meant. */
public final class NearestName {

    private static final int LONGEST = 100;

    private NearestName() {}

    /** The name with the fewest letters that differ, if at most a third of them do and at most three. */
    public static Optional<String> of(String name, Collection<String> known) {
        int maxDistance = Math.min(3, Math.max(1, name.length() / 3));
        return known.stream()
                .filter(each -> name.length() <= LONGEST && distance(name, each) <= maxDistance)
                .min(Comparator.comparingInt(each -> distance(name, each)));
    }

    /** The number of letters put in, left out, replaced or swapped with the next (optimal string alignment). */
    private static int distance(String one, String other) {
        int[][] distances = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                distances[i][j] = i == 0 || j == 0 ? i + j : step(distances, one, other, i, j);
            }
        }
        return distances[one.length()][other.length()];
    }

    private static int step(int[][] distances, String one, String other, int i, int j) {
        int replaced = distances[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int min = Math.min(replaced, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(min, distances[i - 2][j - 2] + 1) : min;
    }
}
