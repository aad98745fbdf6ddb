package dev.gregor.node.watch;

import dev.gregor.rebuild.check.FoldCheck;
import dev.gregor.streams.StreamsApplication;
import java.util.List;
import java.util.Optional;

/** Compares some states with their events, once the write side and the event log run. Not thread-safe. */
public final class StatesCheck implements Watch.Check {

    private final StreamsApplication write;
    private final StreamsApplication log;
    private final List<FoldCheck<?>> checks;
    private Optional<String> found = Optional.empty();
    private boolean done;

    /** Runs these checks once both are at work. */
    public StatesCheck(StreamsApplication write, StreamsApplication log, List<FoldCheck<?>> checks) {
        this.write = write;
        this.log = log;
        this.checks = checks;
    }

    @Override
    public Optional<String> look() {
        if (!done && write.isRunning() && log.isRunning()) {
            done = true;
            found = checks.stream()
                    .map(FoldCheck::run)
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        return found;
    }
}
