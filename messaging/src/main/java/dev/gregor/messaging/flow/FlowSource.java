package dev.gregor.messaging.flow;

import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.IncomingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** The topics that a part of a {@link Flow} reads. */
public final class FlowSource {

    /** What becomes of a type. */
    record Taken<E extends SpecificRecord>(MessageType type, Stage<E> stage) {}

    private final Flow flow;
    private final List<String> topics;
    private final List<Taken<?>> taken = new ArrayList<>();

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
