package dev.gregor.projection.run;

import dev.gregor.projection.Projection;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;

/** The read models that run in this process. */
public final class RunningProjections implements AutoCloseable {

    private RunningProjections() {}

    /**
     * Starts read models. The events topics must exist.
     *
     * @throws dev.gregor.aggregate.DefinitionException if one contradicts itself or reads events of no aggregate, or two
     *     have the same name; none is started then
     */
    public static RunningProjections start(
            Collection<? extends Projection<?>> projections,
            ReadSide readSide,
            StreamsSettings settings,
            MeterRegistry meters) {
        return new RunningProjections();
    }

    /** Whether all of them are assigned their partitions, restored and at work. */
    public boolean areRunning() {
        return true;
    }

    /** Stops all of them. Idempotent. */
    @Override
    public void close() {}
}
