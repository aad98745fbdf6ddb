package dev.gregor.privacy;

import dev.gregor.privacy.key.Forgotten;
import java.util.List;
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
        DONE,
        /** It is not built again, for the first events are deleted, and their rows would be lost. */
        EXPIRED
    }

    public Receipt {
        readModels = Map.copyOf(readModels);
    }

    /** Whether no read model holds the subject's fields any more. */
    public boolean done() {
        return readModels.values().stream().allMatch(Mending.DONE::equals);
    }

    /** What somebody has to do, a sentence for each read model that is not mended by itself. */
    public List<String> problems() {
        return readModels.entrySet().stream()
                .filter(each -> each.getValue() == Mending.EXPIRED)
                .map(each ->
                        ("The first events of read model '%s' are deleted, so that a new build would lose their rows: reset it if they may"
                                        + " be lost, such as from the time of the first event that is left; its rows are as they were until then")
                                .formatted(each.getKey()))
                .sorted()
                .toList();
    }
}
