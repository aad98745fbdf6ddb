package dev.gregor.projection.build;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a build is made of.
 *
 * @param fingerprint of the definition, see {@link dev.gregor.projection.ProjectionDefinition#fingerprint()}
 * @param parts what the fingerprint is of, see {@link dev.gregor.projection.ProjectionDefinition#parts}; empty if that is not known
 * @param partitions how many partitions its rows have
 * @param from the time before which events are skipped; null for none
 * @param code tells the code of one projection class from another; null if it is not known
 * @param reason what was wrong with the build whose place it takes; null if it was begun for another reason
 * @param seals what its first rows declare of their text, see {@link dev.gregor.projection.personal.PersonalRows#seals()}; null if they are not
 *     known to have no personal fields in clear
 */
public record BuildPlan(
        String fingerprint,
        List<String> parts,
        int partitions,
        @Nullable Instant from,
        @Nullable String code,
        @Nullable String reason,
        @Nullable List<String> seals) {

    /** Copies the lists. */
    public BuildPlan {
        parts = List.copyOf(parts);
        seals = seals == null ? null : List.copyOf(seals);
    }

    /** One that takes nobody's place, of code that is not known. */
    public BuildPlan(String fingerprint, int partitions, @Nullable Instant from) {
        this(fingerprint, List.of(), partitions, from, null, null, null);
    }

    /** The same in place of a build with which something is wrong. */
    public BuildPlan because(String wrong) {
        return new BuildPlan(fingerprint, parts, partitions, from, code, wrong, seals);
    }

    /** Whether a definition with this fingerprint, or else with these parts, is what it was made of. */
    public boolean isOf(String otherFingerprint, List<String> others) {
        return fingerprint.equals(otherFingerprint) || (!parts.isEmpty() && parts.equals(others));
    }

    /** In what a definition with these parts differs, as the rest of a sentence; empty if that is not known. */
    public String difference(List<String> others) {
        List<String> gone = without(parts, others);
        List<String> come = without(others, parts);
        if (parts.isEmpty()) {
            return "";
        }
        if (gone.isEmpty() && come.isEmpty()) {
            return " (the same rules in another order)";
        }
        return " (" + (gone.isEmpty() ? "" : "it had " + String.join(" and ", gone))
                + (gone.isEmpty() || come.isEmpty() ? "" : "; ")
                + (come.isEmpty() ? "" : "it has now " + String.join(" and ", come)) + ')';
    }

    private static List<String> without(List<String> some, List<String> others) {
        List<String> left = new ArrayList<>(some);
        others.forEach(left::remove);
        return left;
    }
}
