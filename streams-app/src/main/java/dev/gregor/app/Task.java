package dev.gregor.app;

import dev.gregor.node.Maintenance;
import dev.gregor.node.settings.Settings;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** What can be done with the stores of an aggregate type while the application is stopped. */
enum Task {
    /** Makes them again. */
    REBUILD(
            "rebuild",
            "Makes the write side's stores of an aggregate type again from its events. Stop all instances before."
                    + " Interrupted, it goes on when run again."),
    /** Compares them. */
    VERIFY(
            "verify",
            "Folds all events of an aggregate type and compares what comes out with the write side's stores. Changes"
                    + " nothing; ends with 1 if it finds a difference. Stop all instances before.");

    private final String word;
    private final String meaning;

    Task(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    static Optional<Task> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    String word() {
        return word;
    }

    String meaning() {
        return meaning;
    }

    /** Does it, and answers whether all is well; throws as {@link Maintenance} does. */
    boolean run(Settings settings, String aggregateType, Consumer<String> report) {
        if (this == VERIFY) {
            return Maintenance.verify(settings, aggregateType, report, Logging::stopping);
        }
        Maintenance.rebuild(settings, aggregateType, report, Logging::stopping);
        return true;
    }
}
