package dev.gregor.write;

import dev.gregor.aggregate.Decision;
import dev.gregor.command.CommandDigest;
import dev.gregor.command.OutcomeKind;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.command.gateway.EventTypes;
import dev.gregor.write.deadletter.DeadLetters;
import dev.gregor.write.received.ReceivedCommand;
import dev.gregor.write.received.UnreadableCommandException;
import dev.gregor.write.storage.TooLargeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes outcomes as they are kept and replied, for one partition of the events topic. */
final class Outcomes {

    private static final int MAX_DETAIL = 2048;

    private final int partition;

    Outcomes(int partition) {
        this.partition = partition;
    }

    OutcomeRecord accepted(long version, long sequence, List<String> types, @Nullable CommandDigest command) {
        EventTypes events = EventTypes.of(types);
        return new OutcomeRecord(
                OutcomeKind.ACCEPTED,
                version,
                events.types(),
                -1L,
                List.of(),
                partition,
                sequence,
                null,
                null,
                events.order(),
                command,
                false);
    }

    OutcomeRecord conflict(long expected, long current, List<String> events, long sequence, CommandDigest command) {
        return new OutcomeRecord(
                OutcomeKind.CONFLICT,
                current,
                List.of(),
                expected,
                events,
                partition,
                sequence,
                null,
                null,
                List.of(),
                command,
                false);
    }

    OutcomeRecord rejected(Decision.Rejected rejected, long version, long sequence, CommandDigest command) {
        return new OutcomeRecord(
                OutcomeKind.REJECTED,
                version,
                List.of(),
                -1L,
                List.of(),
                partition,
                sequence,
                rejected.code(),
                cut(rejected.detail()),
                List.of(),
                command,
                false);
    }

    /** The id of a command stands for another one, which had this outcome. */
    OutcomeRecord idReused(ReceivedCommand command, OutcomeRecord earlier, long sequence) {
        return new OutcomeRecord(
                OutcomeKind.REJECTED,
                earlier.getVersion(),
                List.of(),
                -1L,
                List.of(),
                partition,
                sequence,
                "id-reused",
                idReused(command, earlier.getCommand()),
                List.of(),
                null,
                true);
    }

    private static String idReused(ReceivedCommand command, @Nullable CommandDigest earlier) {
        String type = command.digest().getType();
        String first = earlier == null ? "another" : earlier.getType();
        return "The id '%s' stands for the command '%s'%s that '%s' was sent before; this '%s' was not done. Send it under an id of its own"
                .formatted(
                        command.id(), first, first.equals(type) ? " with other data" : "", command.aggregateId(), type);
    }

    OutcomeRecord failed(Throwable reason, long sequence) {
        String detail = cut(DeadLetters.describe(reason));
        return new OutcomeRecord(
                kind(reason), 0L, List.of(), -1L, List.of(), partition, sequence, null, detail, List.of(), null, false);
    }

    private static OutcomeKind kind(Throwable reason) {
        if (reason instanceof UnreadableCommandException) {
            return OutcomeKind.UNREADABLE;
        }
        return reason instanceof TooLargeException ? OutcomeKind.TOO_LARGE : OutcomeKind.FAILED;
    }

    private static String cut(String text) {
        return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL);
    }
}
