package dev.gregor.node.access;

import dev.gregor.event.log.LiveEvents;
import java.util.Optional;

/**
 * What a node lets others use. Applications use {@code Gregor.commands()}, {@code queries()} and {@code events()}.
 *
 * @param commands sends commands; bounded by how promptly they are answered
 * @param log the part of the event log that is in this node
 * @param live events as they happen
 * @param readModels the read models
 * @param messaging messages beside the aggregates
 * @param sealedFields personal fields; empty if none is sealed
 */
public record Components(
        CommandSender commands,
        LocalLog log,
        LiveEvents live,
        ReadModels readModels,
        Messaging messaging,
        Optional<SubjectOperations> sealedFields) {

    /** Without personal fields. */
    public Components(
            CommandSender commands, LocalLog log, LiveEvents live, ReadModels readModels, Messaging messaging) {
        this(commands, log, live, readModels, messaging, Optional.empty());
    }
}
