package dev.gregor.benchmarks.rebuild;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What one process does with an account's events and stores. */
enum Step {
    /** Writes the events; changelogs too, if the commands are sent. */
    FILL,
    /** Starts the write side without local state, on the changelogs that it wrote itself. */
    RESTORE,
    /** Makes the changelogs again from the events. */
    REBUILD,
    /** Starts the write side without local state, on the changelogs that a rebuild wrote. */
    RESTORE_REBUILT,
    /** Folds all events and compares. */
    VERIFY;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
