package dev.gregor.benchmarks.query;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** The way from the one who asks to the row. */
enum QueryKind {
    /** The row is in the process that asks. */
    IN_PROCESS("in process"),
    /** The instance that is asked over HTTP has the row. */
    LOCAL("http, local"),
    /** The instance that is asked over HTTP asks another one. */
    FORWARDED("http, forwarded");

    private final String label;

    QueryKind(String label) {
        this.label = label;
    }

    @JsonCreator
    static QueryKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no way to a row".formatted(label)));
    }

    @JsonValue
    @Override
    public String toString() {
        return label;
    }
}
