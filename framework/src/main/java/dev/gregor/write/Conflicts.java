package dev.gregor.write;

import dev.gregor.command.Command;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.command.UnlessSince;
import dev.gregor.message.MessageType;
import dev.gregor.write.received.ReceivedCommand;
import dev.gregor.write.storage.AggregateStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Says whether an aggregate is as a command expects it: at a version, or without some kinds of event since one. */
record Conflicts(AggregateStore<?> aggregates, Outcomes outcomes) {

    /** The outcome of the command if it is not. */
    Optional<OutcomeRecord> of(ReceivedCommand command, long version, long sequence) {
        long expected = command.expectedVersion();
        if (expected != Command.ANY_VERSION && expected != version) {
            List<String> since = since(command.aggregateId(), expected, type -> true);
            return Optional.of(outcomes.conflict(expected, version, since, sequence, command.digest()));
        }
        UnlessSince unless = command.unlessSince();
        if (unless == null) {
            return Optional.empty();
        }
        List<String> since = since(command.aggregateId(), unless.version(), unless.types()::contains);
        return since.isEmpty()
                ? Optional.empty()
                : Optional.of(outcomes.conflict(unless.version(), version, since, sequence, command.digest()));
    }

    private List<String> since(String aggregateId, long version, Predicate<MessageType> which) {
        return aggregates.lastVersions(aggregateId).entrySet().stream()
                .filter(last -> last.getValue() > version && which.test(last.getKey()))
                .map(Map.Entry::getKey)
                .map(MessageType::toString)
                .sorted()
                .toList();
    }
}
