package dev.gregor.projection.task;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What keeps the tasks of one build in this process from going on; they apply nothing meanwhile. Thread-safe. */
public final class Flaws {

    private static final Logger LOG = LoggerFactory.getLogger(Flaws.class);

    private final String build;
    private final Map<String, Flaw> found = new ConcurrentSkipListMap<>();

    /** Of a build that is called so in the log. */
    public Flaws(String build) {
        this.build = build;
    }

    /** Notes the first flaw of a task. */
    void add(String task, Flaw flaw) {
        if (found.putIfAbsent(task, flaw) == null) {
            LOG.error("{} applies nothing more in task {}: {}", build, task, flaw.reason());
        }
    }

    /** A task leaves this process, or begins anew. */
    public void remove(String task) {
        found.remove(task);
    }

    /** Whether the rows of a task are not to be read. */
    public boolean spoil(String task) {
        Flaw flaw = found.get(task);
        return flaw != null && flaw.kind() == Flaw.Kind.SPOILT;
    }

    /** All of them. */
    public Collection<Flaw> all() {
        return List.copyOf(found.values());
    }
}
