package dev.gregor.projection.build;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One build of a read model, as agreed between instances. Immutable.
 *
 * @param id which one
 * @param plan what it is made of
 * @param role what it is there for
 * @param paused whether it applies no events
 * @param ready the partitions of its rows that have caught up with the events
 * @param begun when it was begun, by the clock of the instance that did; 1970 if that is not known
 */
public record Build(
        BuildId id,
        BuildPlan plan,
        Role role,
        boolean paused,
        Set<Integer> ready,
        Instant begun,
        @Nullable Instant lessSince) {

    /** One of which nobody knows when it was begun. */
    public Build(BuildId id, BuildPlan plan, Role role, boolean paused, Set<Integer> ready) {
        this(id, plan, role, paused, ready, Instant.EPOCH);
    }

    /** One whose rows declare all that it was begun with. */
    public Build(BuildId id, BuildPlan plan, Role role, boolean paused, Set<Integer> ready, Instant begun) {
        this(id, plan, role, paused, ready, begun, null);
    }

    /** What a build is there for. */
    public enum Role {
        /** It answers queries. */
        SERVING,
        /** It will answer queries once it has caught up. */
        BUILDING,
        /** It has answered queries, and is kept for instances that know no other. */
        RETIRED,
        /** It is being deleted. */
        DROPPING,
        /** It is deleted. */
        DROPPED;

        /** Whether it applies events. */
        public boolean isAlive() {
            return compareTo(DROPPING) < 0;
        }
    }

    /** Copies the partitions. */
    public Build {
        ready = Set.copyOf(ready);
    }

    /** Whether all its partitions have once caught up with the events. */
    public boolean isComplete() {
        return ready.size() >= plan.partitions();
    }

    Build as(Role newRole) {
        return new Build(id, plan, newRole, paused, ready, begun, lessSince);
    }

    /**
     * What all its rows declare of their text that were written until a time, see {@link BuildPlan#seals()}; null if they are not known to
     * have no personal fields in clear.
     */
    public @Nullable List<String> sealsUntil(Instant time) {
        return lessSince == null || time.isBefore(lessSince) ? plan.seals() : null;
    }

    Build declaringLess(Instant since) {
        return lessSince == null ? new Build(id, plan, role, paused, ready, begun, since) : this;
    }

    /** A build that is held up before it is complete has to catch up anew. */
    Build withPaused(boolean newPaused) {
        return new Build(id, plan, role, newPaused, isComplete() ? ready : Set.of(), begun, lessSince);
    }

    Build withReady(int partition) {
        Set<Integer> more = new TreeSet<>(ready);
        more.add(partition);
        return new Build(id, plan, role, paused, more, begun, lessSince);
    }
}
