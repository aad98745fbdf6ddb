package dev.gregor.projection.run;

import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildLog;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.projection.build.EndPositions;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Runs in this process what the log of builds says, as far as the definitions are known. One thread changes it. */
final class BuildRunner {

    private final Means means;
    private final RegisteredProjections registered;
    private final Map<Place, RunningProjection> running = new ConcurrentSkipListMap<>();
    private final Set<Place> dropping = ConcurrentHashMap.newKeySet();
    private volatile Map<String, RunningProjection> served = Map.of();

    /** What builds are run with. */
    record Means(ReadSide readSide, StreamsSettings settings, MeterRegistry meters, EndPositions ends, BuildLog log) {
        String applicationId(Place place) {
            return ProjectionTopology.applicationId(readSide.app(), place.projection(), place.build());
        }
    }

    /** A build of a read model. */
    record Place(String projection, BuildId build) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byName = projection.compareTo(other.projection);
            int byVersion = byName != 0 ? byName : Integer.compare(build.version(), other.build.version());
            return byVersion != 0 ? byVersion : Integer.compare(build.run(), other.build.run());
        }
    }

    BuildRunner(Means means, RegisteredProjections registered) {
        this.means = means;
        this.registered = registered;
    }

    /**
     * Starts, pauses, resumes and stops builds, so that they are as the log says; then lets each read model be served by the
     * build that does.
     *
     * @throws RuntimeException if one cannot be started; called again it goes on
     */
    void follow() {
        Map<Place, Build> builds = builds();
        startMissing(builds);
        builds.forEach(this::pauseOrResume);
        served = serving();
        builds.forEach((place, build) -> {
            if (build.role() == Build.Role.DROPPING && dropping.add(place)) {
                new DroppedBuild(place, Optional.ofNullable(running.remove(place)), means).start();
            }
        });
    }

    private Map<Place, Build> builds() {
        Map<Place, Build> builds = new TreeMap<>();
        means.log()
                .all()
                .forEach((name, ofName) ->
                        ofName.all().forEach(build -> builds.put(new Place(name, build.id()), build)));
        return builds;
    }

    private void startMissing(Map<Place, Build> builds) {
        Map<Place, ProjectionTopology<?>> missing = new TreeMap<>();
        builds.forEach((place, build) -> {
            if (build.role().isAlive() && !running.containsKey(place)) {
                registered
                        .find(place.projection(), place.build())
                        .ifPresent(definition -> missing.put(
                                place,
                                new ProjectionTopology<>(
                                        definition,
                                        means.readSide(),
                                        build.id(),
                                        build.plan().from())));
            }
        });
        missing.values().forEach(topology -> topology.codec().register());
        missing.forEach((place, topology) -> running.put(place, RunningProjection.start(topology, means)));
    }

    private void pauseOrResume(Place place, Build build) {
        RunningProjection here = running.get(place);
        if (here != null && here.isPaused() != build.paused()) {
            here.setPaused(build.paused());
        }
    }

    private Map<String, RunningProjection> serving() {
        Map<String, RunningProjection> now = new TreeMap<>();
        for (String name : registered.names()) {
            means.log()
                    .of(name)
                    .servedTo(registered.versions(name))
                    .map(build -> running.get(new Place(name, build.id())))
                    .ifPresent(serving -> now.put(name, serving));
        }
        return now;
    }

    /** Lets partitions that have caught up say so, and looks how far those that have not may come. */
    void lookAround() {
        Set<String> topics = new TreeSet<>();
        running.forEach((place, here) -> {
            Build build = means.log().of(place.projection()).find(place.build()).orElseThrow();
            if (build.paused() || !build.isComplete()) {
                topics.addAll(here.topics());
            }
            if (!build.paused() && !build.isComplete()) {
                here.measure();
                Set<Integer> ready = new HashSet<>(here.caughtUp());
                ready.removeAll(build.ready());
                ready.forEach(partition ->
                        means.log().append(place.projection(), new BuildStep.Ready(place.build(), partition)));
            }
        });
        means.ends().look(topics);
    }

    /** What answers queries, by name; the values change at once, and each name has one at the most. */
    Map<String, RunningProjection> served() {
        return served;
    }

    Optional<RunningProjection> find(Place place) {
        return Optional.ofNullable(running.get(place));
    }

    Collection<RunningProjection> all() {
        return running.values();
    }

    /** Stops all of them at once, within 20 seconds. */
    void close() {
        CompletableFuture.allOf(all().stream()
                        .map(projection ->
                                CompletableFuture.runAsync(projection::close, each -> new Thread(each).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
