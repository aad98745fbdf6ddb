package dev.gregor.projection.run;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.projection.Projection;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.KafkaStreams;

/** The read models that run in this process, each as a Kafka Streams application of its own. Thread-safe. */
public final class RunningProjections implements AutoCloseable {

    private final Map<String, RunningProjection> byName = new TreeMap<>();

    private RunningProjections() {}

    /**
     * Makes the schemas of the rows known and starts the read models; answers before they are {@link #areRunning()
     * running}. The events topics must exist.
     *
     * @throws DefinitionException if one contradicts itself or reads events of no aggregate, or two have the same name;
     *     none is started then
     * @throws dev.gregor.failure.GregorException if the schema of a row cannot be made known; none is started then
     */
    public static RunningProjections start(
            Collection<? extends Projection<?>> projections,
            ReadSide readSide,
            StreamsSettings settings,
            MeterRegistry meters) {
        Map<String, ProjectionTopology<?>> topologies = topologies(projections, readSide);
        topologies.values().forEach(topology -> topology.codec().register());
        RunningProjections running = new RunningProjections();
        try {
            topologies.forEach(
                    (name, topology) -> running.byName.put(name, RunningProjection.start(topology, settings, meters)));
        } catch (RuntimeException e) {
            running.close();
            throw e;
        }
        return running;
    }

    private static Map<String, ProjectionTopology<?>> topologies(
            Collection<? extends Projection<?>> projections, ReadSide readSide) {
        Map<String, ProjectionTopology<?>> topologies = new TreeMap<>();
        for (Projection<?> projection : projections) {
            ProjectionDefinition<?> definition = projection.definition();
            if (topologies.put(definition.name(), new ProjectionTopology<>(definition, readSide)) != null) {
                throw new DefinitionException("Two projections have the name '%s', one of them %s; rename one"
                        .formatted(definition.name(), projection.getClass().getName()));
            }
        }
        return topologies;
    }

    /** The read model with this name. */
    public Optional<RunningProjection> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All names, sorted. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** All read models, by name. */
    public Collection<RunningProjection> all() {
        return byName.values();
    }

    /** Whether all of them are assigned their partitions, restored and at work. */
    public boolean areRunning() {
        return all().stream().allMatch(projection -> projection.state() == KafkaStreams.State.RUNNING);
    }

    /** Stops all of them at once, within 20 seconds. Idempotent. */
    @Override
    public void close() {
        CompletableFuture.allOf(all().stream()
                        .map(projection ->
                                CompletableFuture.runAsync(projection::close, each -> new Thread(each).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
