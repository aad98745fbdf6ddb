package dev.gregor.write.received;

import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.aggregate.Decision;
import dev.gregor.command.Command;
import dev.gregor.command.RepublishState;
import dev.gregor.message.MessageType;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** The command by which the state of an aggregate is published again, which each type has whose states are published. */
public final class StateRepublishing {

    private static final String ACTION = "republish-state";

    private StateRepublishing() {}

    /** The command for an aggregate, to be handled only while it has this version. */
    public static Command command(String aggregateType, String aggregateId, long version) {
        return Command.of(type(aggregateType), aggregateId, new RepublishState())
                .withExpectedVersion(version);
    }

    static CommandDefinition<SpecificRecord, RepublishState> definition(String aggregateType) {
        return new CommandDefinition<>(
                type(aggregateType),
                RepublishState.class,
                RepublishState.SCHEMA$,
                (state, command, context) -> Decision.events(),
                Set.of());
    }

    private static MessageType type(String aggregateType) {
        return new MessageType(aggregateType, ACTION, 1);
    }
}
