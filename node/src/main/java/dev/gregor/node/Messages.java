package dev.gregor.node;

import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.flow.Flow;
import dev.gregor.messaging.subscribe.Subscriber;
import java.util.List;

/**
 * The messages beside the aggregates. Immutable.
 *
 * @param types what is published
 * @param subscribers what is subscribed to as soon as the node has started
 * @param flows what runs from then on
 */
public record Messages(MessageTypes types, List<Subscriber> subscribers, List<Flow> flows) {

    /** None but those that the application names itself. */
    static Messages none() {
        return new Messages(MessageTypes.none(), List.of(), List.of());
    }

    /** These with further types. */
    Messages with(MessageTypes further) {
        return new Messages(types.with(further), subscribers, flows);
    }
}
