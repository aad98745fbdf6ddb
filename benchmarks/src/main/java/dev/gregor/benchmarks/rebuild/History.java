package dev.gregor.benchmarks.rebuild;

import com.fasterxml.jackson.annotation.JsonValue;

/** How the events came to be. */
enum History {
    /** Older than the command ids that are remembered, written straight to the topic. */
    OLD,
    /** Of commands that were sent a moment ago, all of whose ids are remembered. */
    NEW;

    @JsonValue
    @Override
    public String toString() {
        return this == OLD ? "old" : "new";
    }
}
