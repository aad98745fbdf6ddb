package dev.gregor.privacy;

import dev.gregor.privacy.key.Forgotten;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * That a subject is forgotten, and how far the read models are that hold personal fields in clear.
 *
 * @param forgotten when, by whom and why; the same each time that it is asked for
 * @param readModels those with rows in clear by name, as the instance that was asked knows it; empty if there are none
 * @param states the aggregate types whose stores may have states in clear, with why that is so and what is to be done
 */
public record Receipt(
        String subject, Forgotten forgotten, Map<String, Mending> readModels, Map<String, String> states) {

    /** How far a read model is that held the subject's personal fields in clear. */
    public enum Mending {
        /** It is to be built again. */
        WAITING,
        /** A new build is made beside the one that serves. */
        BUILDING,
        /** The one that serves holds nothing of it; rows of before are being deleted. */
        DELETING,
        /** It was built after the subject was forgotten, and the rows of before are deleted. */
        DONE,
        /** Its rows of before stay, for the first events are deleted, and their rows would be lost. */
        EXPIRED,
        /**
         * It has rows of a version whose class the instance that was asked does not have, or which still answers there though another one
         * serves: an instance that has the version that serves mends them, if there is one.
         */
        UNKNOWN
    }

    public Receipt {
        readModels = Map.copyOf(readModels);
        states = Map.copyOf(states);
    }

    /** Whether no read model and no state holds the subject's fields any more. */
    public boolean done() {
        return states.isEmpty() && readModels.values().stream().allMatch(Mending.DONE::equals);
    }

    /** What somebody has to do, a sentence for each read model and each type of states that is not mended by itself. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        new TreeMap<>(readModels).forEach((name, mending) -> {
            if (mending == Mending.EXPIRED) {
                problems.add(
                        ("The first events of read model '%s' are deleted, so that a new build has no rows of them: reset it if they may"
                                        + " be lost, such as from the time of the first event that is left; its rows stay as they are until then")
                                .formatted(name));
            } else if (mending == Mending.UNKNOWN) {
                problems.add(
                        ("Read model '%s' may have rows in clear of a version that this instance does not have, or that it answers from though"
                                        + " a newer one serves; an instance that has the newest one mends them. If none has: projection reset %s, if another"
                                        + " version is in the code; then projection clean-up %s --version <version>")
                                .formatted(name, name, name));
            }
        });
        problems.addAll(new TreeMap<>(states).values());
        return problems;
    }
}
