package dev.gregor.projection.task;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * One Kafka Streams task of a build at work.
 *
 * @param projection the name of the read model
 * @param name its {@link #name}
 * @param context what it runs in
 * @param positions how far it has come
 * @param flaws what keeps the tasks of the build from going on
 * @param limit how large its records may be
 */
public record Task(
        String projection,
        String name,
        ProcessorContext<?, ?> context,
        PositionStore positions,
        Flaws flaws,
        RecordLimit limit) {

    /** What a task is called where its flaws are noted; the store of its parked events tells the stages of a build apart. */
    public static String name(String parkedStore, int partition) {
        return parkedStore + ' ' + partition;
    }

    /** Its partition. */
    public int partition() {
        return context.taskId().partition();
    }

    /** One of its stores. */
    public KeyValueStore<Bytes, byte[]> store(String store) {
        return context.getStateStore(store);
    }

    /** Whether it applies nothing more. */
    public boolean isStopped() {
        return flaws.has(name);
    }

    /** Applies nothing more. */
    public void stop(Flaw flaw) {
        flaws.add(name, flaw);
    }
}
