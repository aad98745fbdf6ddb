package dev.gregor.benchmarks.rebuild;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How the events came to be. */
enum History {
    /** Older than the command ids that are remembered, written straight to the topic. */
    OLD,
    /** Of commands that were sent a moment ago, all of whose ids are remembered. */
    NEW,
    /** As new as these, but written straight to the topic. */
    RECENT;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
