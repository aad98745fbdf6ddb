package dev.gregor.projection.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.projection.build.Build.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One step in the life of a build. A step that no longer applies changes nothing, so that any instance may write it at any
 * time, and twice too.
 */
public sealed interface BuildStep {

    /** The build that it is about. */
    BuildId build();

    /** What it is called where it is recorded. */
    String word();

    /** Adds to its record what it has beside its word and build. */
    default void addTo(ObjectNode json) {
        // most have nothing more
    }

    /** The builds after it. */
    Builds applyTo(Builds before);

    /**
     * A build begins. It serves if none does; else it serves later, in place of any other one that is building.
     *
     * @param at when that was recorded; 1970 if it is not known
     */
    record Begin(BuildId build, BuildPlan plan, Instant at) implements BuildStep {

        /** One that is to be recorded. */
        public Begin(BuildId build, BuildPlan plan) {
            this(build, plan, Instant.EPOCH);
        }

        @Override
        public String word() {
            return "begin";
        }

        @Override
        public void addTo(ObjectNode json) {
            Instant from = plan.from();
            json.put("fingerprint", plan.fingerprint())
                    .put("partitions", plan.partitions())
                    .put("from", from == null ? null : from.toString())
                    .put("code", plan.code())
                    .put("reason", plan.reason());
            plan.parts().forEach(json.putArray("parts")::add);
            List<String> seals = plan.seals();
            if (seals != null) {
                seals.forEach(json.putArray("seals")::add);
            }
        }

        @Override
        public Builds applyTo(Builds before) {
            if (before.find(build).isPresent()) {
                return before;
            }
            Role role = before.in(Role.SERVING).isPresent() ? Role.BUILDING : Role.SERVING;
            return before.change(other -> other.role() == Role.BUILDING, other -> other.as(Role.DROPPING))
                    .with(new Build(build, plan, role, false, Set.of(), at));
        }
    }

    /** A partition has caught up with the events. The last one of a new build makes it serve. */
    record Ready(BuildId build, int partition) implements BuildStep {
        @Override
        public String word() {
            return "ready";
        }

        @Override
        public void addTo(ObjectNode json) {
            json.put("partition", partition);
        }

        @Override
        public Builds applyTo(Builds before) {
            Builds after = before.change(
                    each -> each.id().equals(build) && each.role().isAlive() && !each.paused(),
                    each -> each.withReady(partition));
            boolean serves = after.find(build)
                    .filter(each -> each.role() == Role.BUILDING && each.isComplete())
                    .isPresent();
            return serves
                    ? after.change(each -> each.role() == Role.SERVING, each -> each.as(Role.RETIRED))
                            .change(each -> each.id().equals(build), each -> each.as(Role.SERVING))
                    : after;
        }
    }

    /**
     * A build gets rows of code that declares less of their text than it was begun with.
     *
     * @param at when; a subject whose key was destroyed before is in none of these rows
     */
    record DeclareLess(BuildId build, Instant at) implements BuildStep {

        /** At a time that is known once the step is read back. */
        public DeclareLess(BuildId build) {
            this(build, Instant.EPOCH);
        }

        @Override
        public String word() {
            return "declare-less";
        }

        @Override
        public Builds applyTo(Builds before) {
            return before.change(each -> each.id().equals(build), each -> each.declaringLess(at));
        }
    }

    /** A build applies no more events, or does again. */
    record Pause(BuildId build, boolean paused) implements BuildStep {
        @Override
        public String word() {
            return paused ? "pause" : "resume";
        }

        @Override
        public Builds applyTo(Builds before) {
            return before.change(
                    each -> each.id().equals(build) && each.role().isAlive() && each.paused() != paused,
                    each -> each.withPaused(paused));
        }
    }

    /**
     * A build is to be deleted; one that is not known too, for its topics are there.
     *
     * @param serving whether also if it serves
     */
    record Drop(BuildId build, boolean serving) implements BuildStep {

        /** Of one that does not serve. */
        public Drop(BuildId build) {
            this(build, false);
        }

        @Override
        public String word() {
            return "drop";
        }

        @Override
        public void addTo(ObjectNode json) {
            if (serving) {
                json.put("serving", true);
            }
        }

        @Override
        public Builds applyTo(Builds before) {
            if (before.find(build).isEmpty()) {
                return before.with(new Build(build, new BuildPlan("", 0, null), Role.DROPPING, false, Set.of()));
            }
            return before.change(
                    each -> each.id().equals(build)
                            && each.role().isAlive()
                            && (serving || each.role() != Role.SERVING),
                    each -> each.as(Role.DROPPING));
        }
    }

    /** A build is deleted. */
    record Dropped(BuildId build) implements BuildStep {
        @Override
        public String word() {
            return "dropped";
        }

        @Override
        public Builds applyTo(Builds before) {
            return before.change(
                    each -> each.id().equals(build) && each.role() == Role.DROPPING, each -> each.as(Role.DROPPED));
        }
    }
}
