package dev.gregor.privacy;

import dev.gregor.privacy.key.Forgotten;
import java.util.Map;

/**
 * That a subject is forgotten, and how far the read models are that hold personal fields in clear.
 *
 * @param forgotten when, by whom and why; the same each time that it is asked for
 * @param readModels those with clear text by name; empty if there are none
 */
public record Receipt(String subject, Forgotten forgotten, Map<String, Mending> readModels) {

    /** How far a read model is that held the subject's personal fields in clear. */
    public enum Mending {
        /** It is to be built again. */
        WAITING,
        /** A new build is made beside the one that serves. */
        BUILDING,
        /** It was built after the subject was forgotten, and the rows of before are deleted. */
        DONE
    }

    public Receipt {
        readModels = Map.copyOf(readModels);
    }

    /** Whether no read model holds the subject's fields any more. */
    public boolean done() {
        return readModels.values().stream().allMatch(Mending.DONE::equals);
    }
}
