package dev.gregor.benchmarks.rebuild;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How the events are shared. */
enum Shape {
    /** Between many aggregates, each of a command of its own. */
    AGGREGATES,
    /** All of one aggregate, each of a command of its own. */
    ONE_AGGREGATE,
    /** All of one aggregate and one command. */
    ONE_COMMAND;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
