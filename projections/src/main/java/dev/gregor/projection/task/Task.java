package dev.gregor.projection.task;

import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** One Kafka Streams task of a build at work. Used by the thread of the task only. */
public final class Task {

    private final String projection;
    private final String name;
    private final ProcessorContext<?, ?> context;
    private final PositionStore positions;
    private final Flaws flaws;
    private final RecordLimit limit;
    private final LongSupplier clock;
    private boolean stopped;

    /**
     * A task that goes on where its positions are.
     *
     * @param projection the name of the read model
     * @param name its {@link #name(String, int) name}
     * @param context what it runs in
     * @param positions how far it has come
     * @param flaws where it notes why it applies nothing more
     * @param limit how large its records may be
     * @param clock the time by which windows end, in milliseconds since 1970
     */
    public Task(
            String projection,
            String name,
            ProcessorContext<?, ?> context,
            PositionStore positions,
            Flaws flaws,
            RecordLimit limit,
            LongSupplier clock) {
        this.projection = projection;
        this.name = name;
        this.context = context;
        this.positions = positions;
        this.flaws = flaws;
        this.limit = limit;
        this.clock = clock;
    }

    /** What a task is called where its flaws are noted; the store of its parked events tells the stages of a build apart. */
    public static String name(String parkedStore, int partition) {
        return parkedStore + ' ' + partition;
    }

    /** The name of the read model. */
    public String projection() {
        return projection;
    }

    /** What it is called where its flaws are noted. */
    public String name() {
        return name;
    }

    /** What it runs in. */
    public ProcessorContext<?, ?> context() {
        return context;
    }

    /** Its partition. */
    public int partition() {
        return context.taskId().partition();
    }

    /** One of its stores. */
    public KeyValueStore<Bytes, byte[]> store(String store) {
        return context.getStateStore(store);
    }

    /** How far it has come. */
    public PositionStore positions() {
        return positions;
    }

    /** How large its records may be. */
    public RecordLimit limit() {
        return limit;
    }

    /** The time by which windows end, in milliseconds since 1970. */
    public long now() {
        return clock.getAsLong();
    }

    /** Whether it applies nothing more. */
    public boolean isStopped() {
        return stopped;
    }

    /** Applies nothing more. */
    public void stop(Flaw flaw) {
        stopped = true;
        flaws.add(name, flaw);
    }
}
