package dev.gregor.e2e.parts;

import java.util.ArrayList;
import java.util.List;

/** What was done in one round, and what was wrong afterwards. */
record Round(int seed, List<String> done, List<String> wrong) {

    Round(int seed) {
        this(seed, new ArrayList<>(), new ArrayList<>());
    }

    @Override
    public String toString() {
        return "Seed %d: %s: %s".formatted(seed, String.join("; ", done), wrong.isEmpty() ? "right" : wrong);
    }
}
