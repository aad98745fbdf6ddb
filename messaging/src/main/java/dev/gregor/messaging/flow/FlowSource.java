package dev.gregor.messaging.flow;

import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.IncomingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** The topics that a part of a {@link Flow} reads. */
public final class FlowSource {

    private static final int MAX_DEDUPLICATED = 1_000_000;

    /** What becomes of a type. */
    record Taken<E extends SpecificRecord>(MessageType type, Stage<E> stage) {}

    private final Flow flow;
    private final List<String> topics;
    private final List<Taken<?>> taken = new ArrayList<>();
    private int deduplicated;

    FlowSource(Flow flow, List<String> topics) {
        this.flow = flow;
        this.topics = topics;
    }

    /**
     * Takes the messages of a logical type; others are passed over.
     *
     * @param type the logical type, such as {@code order.placed.v1}
     * @throws IllegalArgumentException if it is malformed
     */
    public <E extends SpecificRecord> Stage<E> on(String type, Class<E> data) {
        Stage<E> stage = new Stage<>(flow, data);
        taken.add(new Taken<>(MessageType.parse(type), stage));
        return stage;
    }

    /**
     * Passes over repetitions: messages with the source and id of one that is at most so many records before them in their partition. Without this
     * there is no search for them. The marker at the end of a transaction counts as a record. Messages without a source are told apart by their
     * ids alone.
     *
     * @param records how many records back, 1 to 1,000,000; as many ids are kept for each partition, and in the cluster
     * @throws IllegalArgumentException if it is another number
     */
    public FlowSource deduplicate(int records) {
        if (records < 1 || records > MAX_DEDUPLICATED) {
            throw new IllegalArgumentException("deduplicate is %,d in flow '%s': give 1 to %,d records, or leave it out"
                    .formatted(records, flow.name(), MAX_DEDUPLICATED));
        }
        deduplicated = records;
        return this;
    }

    /** How far back repetitions are looked for; 0 if they are not. */
    int deduplicated() {
        return deduplicated;
    }

    /** Whether a record is a repetition of one that has the same id. */
    boolean passesOver(long offset, OptionalLong before) {
        return before.isPresent() && before.getAsLong() < offset && before.getAsLong() >= offset - deduplicated;
    }

    List<String> topics() {
        return topics;
    }

    Stream<Step.Keyed> keyed() {
        return taken.stream().flatMap(each -> each.stage().steps().stream()).flatMap(Step::keyed);
    }

    void apply(IncomingMessage incoming, Item.Origin origin, Effects effects) {
        for (Taken<?> each : taken) {
            if (each.type().equals(incoming.metadata().type())) {
                effects.run(
                        each.stage().steps(),
                        new Item(incoming.as(effects.codec(), each.stage().type()), origin));
            }
        }
    }
}
