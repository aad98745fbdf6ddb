package dev.gregor.e2e.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What happens to a process. A killed one is started again; a stopped one goes on where it was. */
enum FaultKind {
    KILL_INSTANCE,
    STOP_INSTANCE,
    KILL_BROKER,
    STOP_BROKER;

    /** Those that are named, separated by commas, as {@code kill-instance,stop-broker}. */
    static List<FaultKind> named(String names) {
        return Arrays.stream(names.split(","))
                .map(name -> valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
    }

    static String all() {
        return String.join(",", Arrays.stream(values()).map(FaultKind::toString).toList());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
