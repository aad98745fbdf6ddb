package dev.gregor.benchmarks.load;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.gregor.snapshot.SnapshotPolicy;
import dev.gregor.snapshot.SnapshotSettings;
import java.util.Arrays;

/** How aggregates are kept. */
enum LoadKind {
    /** As is standard: a snapshot, and no more events than weigh as much. */
    SNAPSHOTS("snapshots"),
    /** All events. */
    EVENTS("events-only");

    private final String label;

    LoadKind(String label) {
        this.label = label;
    }

    SnapshotSettings settings() {
        return switch (this) {
            case SNAPSHOTS -> SnapshotSettings.standard();
            case EVENTS -> SnapshotSettings.standard().withPolicy(SnapshotPolicy.never());
        };
    }

    @JsonCreator
    static LoadKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no way to keep aggregates".formatted(label)));
    }

    @JsonValue
    @Override
    public String toString() {
        return label;
    }
}
