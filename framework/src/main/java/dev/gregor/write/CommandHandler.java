package dev.gregor.write;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.aggregate.AggregateState;
import dev.gregor.aggregate.Decision;
import dev.gregor.command.OutcomeRecord;
import dev.gregor.failure.PermanentException;
import dev.gregor.failure.TransientException;
import dev.gregor.write.deadletter.DeadLetters;
import dev.gregor.write.handled.HandledCommands;
import dev.gregor.write.handled.PartitionCounters;
import dev.gregor.write.received.CommandDigests;
import dev.gregor.write.received.CommandHeaders;
import dev.gregor.write.received.CommandPartition;
import dev.gregor.write.received.CommandReader;
import dev.gregor.write.received.ReceivedCommand;
import dev.gregor.write.received.UnreadableCommandException;
import dev.gregor.write.storage.AggregateStore;
import dev.gregor.write.storage.EncodedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of one command, from its record to its events and its reply: read, answer from memory if it was handled before,
 * check the expected version, decide, evolve, write, reply. All of it is one Kafka transaction ({@link ReplyWriter} may
 * reply by its commit), and everything is computed
 * before the first write, so that a handler that throws leaves no trace but a dead letter.
 */
final class CommandHandler<S extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private static final Duration SLOW = Duration.ofSeconds(5);

    /** Under what the outcome of a command is remembered: its key, and the time by the partition. */
    private record DeduplicationKey(Bytes key, long now) {}

    private final AggregateDefinition<S> definition;
    private final WriteSide writeSide;
    private final ProcessorContext<Object, byte[]> context;
    private final SinkNames sinks;
    private final CommandReader reader;
    private final HandledCommands handled;
    private final String commandsTopic;
    private final PartitionCounters counters;
    private final AggregateStore<S> aggregates;
    private final EventWriter events;
    private final RefusedCommands refused;
    private final ReplyPartitions replyPartitions;
    private final ReplyWriter replies;
    private final Outcomes outcomes;
    private final Conflicts conflicts;

    CommandHandler(
            AggregateDefinition<S> definition,
            WriteSide writeSide,
            ProcessorContext<Object, byte[]> context,
            RefusedCommands refused) {
        this.definition = definition;
        this.writeSide = writeSide;
        this.context = context;
        this.sinks = SinkNames.of(definition.type());
        this.handled = new HandledCommands(
                context.getStateStore(WriteSide.handledStore(definition.type())),
                writeSide.settings().idRetention());
        this.commandsTopic = writeSide.topics().commands(definition.type());
        this.reader = new CommandReader(
                definition,
                writeSide.definitions(),
                writeSide.codec(),
                new CommandPartition(
                        commandsTopic,
                        context.taskId().partition(),
                        writeSide.settings().partitions()),
                writeSide.settings().stateTopics().contains(definition.type()));
        this.counters = new PartitionCounters(
                context.getStateStore(WriteSide.clockStore(definition.type())),
                writeSide.topicIds().id(commandsTopic));
        this.aggregates = writeSide.storage().open(definition, context, counters.sequence());
        this.events = new EventWriter(definition, writeSide, context);
        this.refused = refused;
        this.replyPartitions = writeSide.replyPartitions();
        this.replies = new ReplyWriter(definition.type(), writeSide, context);
        this.outcomes = new Outcomes(context.taskId().partition());
        this.conflicts = new Conflicts(aggregates, outcomes);
    }

    HandledCommands handled() {
        return handled;
    }

    void handle(Record<byte[], byte[]> record, RecordMetadata origin) {
        CommandHeaders headers = CommandHeaders.of(record.headers());
        Bytes key = handled.key(record.key(), headers.id());
        if (counters.isHandled(origin.offset())) {
            repeat(record, headers, key);
        } else {
            handle(record, headers, origin, key);
            counters.handled(origin.offset(), key);
        }
    }

    /**
     * A command that was handled in an earlier transaction comes again if the consumer group has lost its offset. Who sent it
     * may still wait for its outcome.
     */
    private void repeat(Record<byte[], byte[]> record, CommandHeaders headers, Bytes key) {
        writeSide.topicIds().change(commandsTopic).ifPresent(change -> {
            throw new TransientException(change);
        });
        replyPartitions.find(headers.replyTo()).ifPresent(partition -> {
            byte[] outcome = handled.outcome(key, counters.advance(context.currentSystemTimeMs()));
            if (outcome != null) {
                replies.write(partition, record, headers, CommandEffects.replay(() -> decode(outcome), outcome));
            }
        });
    }

    private void handle(Record<byte[], byte[]> record, CommandHeaders headers, RecordMetadata origin, Bytes key) {
        Optional<Integer> replyPartition = Optional.empty();
        CommandEffects handling;
        try {
            replyPartition = replyPartitions.of(headers.replyTo());
            refused.requireNone(origin);
            handling = handlingOf(reader.read(record, headers), key);
        } catch (TransientException | StreamsException retriedWithTheTransaction) {
            throw retriedWithTheTransaction;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError | OutOfMemoryError reason) {
            handling = deadLetter(record, origin, DeadLetters.printable(reason));
        }
        handling.write().run();
        if (replyPartition.isPresent() && !refused.isLetterRefused(origin)) {
            replies.write(replyPartition.get(), record, headers, handling);
        }
    }

    private CommandEffects handlingOf(ReceivedCommand command, Bytes key) {
        DeduplicationKey id = new DeduplicationKey(key, counters.advance(context.currentSystemTimeMs()));
        byte[] earlier = handled.outcome(id.key(), id.now());
        if (earlier != null) {
            return again(command, earlier);
        }
        try {
            return decided(command, id);
        } catch (Throwable reason) {
            aggregates.forget(command.aggregateId());
            throw reason;
        }
    }

    /** What is remembered, or that the id stands for another command. Writes nothing. */
    private CommandEffects again(ReceivedCommand command, byte[] earlier) {
        OutcomeRecord outcome = decode(earlier);
        return CommandDigests.differ(outcome.getCommand(), command.digest())
                ? effects(outcomes.idReused(command, outcome, counters.sequence()), () -> {})
                : CommandEffects.replay(() -> outcome, earlier);
    }

    private CommandEffects decided(ReceivedCommand command, DeduplicationKey id) {
        AggregateState<S> before = aggregates.load(command.aggregateId());
        Optional<OutcomeRecord> conflict = conflicts.of(command, before.version(), counters.sequence());
        if (conflict.isPresent()) {
            return withOutcome(id, conflict.get());
        }
        if (command.isStateRepublishing()) {
            return republished(command, id, before);
        }
        Instant time = Instant.ofEpochMilli(Math.max(id.now(), before.time().toEpochMilli()));
        long began = System.nanoTime();
        Decision decision = byTheAggregate(
                () -> definition.decide(before.state(), command.data(), command.context(before.version(), time)));
        warnIfSlow(command, Duration.ofNanos(System.nanoTime() - began));
        return decision.match(
                accepted -> accepted(command, id, before, accepted.events(), time),
                rejected -> withOutcome(
                        id, outcomes.rejected(rejected, before.version(), counters.sequence(), command.digest())));
    }

    private CommandEffects republished(ReceivedCommand command, DeduplicationKey id, AggregateState<S> state) {
        Runnable publishState = events.stateWriter(command, state);
        return withOutcome(id, outcomes.accepted(state.version(), counters.sequence(), List.of(), command.digest()))
                .after(publishState);
    }

    private void warnIfSlow(ReceivedCommand command, Duration took) {
        if (took.compareTo(SLOW) > 0) {
            LOG.warn(
                    "{} '{}' took {} s to decide '{}': nothing else of its thread went on, and the transaction may have timed out. Decide may only compute",
                    definition.type(),
                    command.aggregateId(),
                    took.toSeconds(),
                    command.digest().getType());
        }
    }

    private CommandEffects withOutcome(DeduplicationKey id, OutcomeRecord outcome) {
        byte[] encoded = encode(outcome);
        events.requireOutcomeSize(encoded);
        return CommandEffects.of(outcome, encoded, () -> {
            handled.keep(id.key(), encoded, id.now());
            counters.remembered(id.key());
        });
    }

    private CommandEffects accepted(
            ReceivedCommand command,
            DeduplicationKey id,
            AggregateState<S> before,
            List<SpecificRecord> decided,
            Instant time) {
        long replaced = events.replaced();
        List<EncodedEvent> encoded = events.encode(decided, before.version(), time);
        long sequence = counters.sequence() + encoded.size();
        List<String> types =
                encoded.stream().map(event -> event.type().toString()).toList();
        CommandEffects outcome = withOutcome(
                id, outcomes.accepted(before.version() + encoded.size(), sequence, types, command.digest()));
        if (encoded.isEmpty()) {
            return outcome;
        }
        List<SpecificRecord> written = events.asWritten(decided, encoded, replaced);
        AggregateState<S> after = byTheAggregate(() -> evolved(command.aggregateId(), before, written, time));
        AggregateStore.Change change = aggregates.prepare(command.aggregateId(), after, encoded);
        Runnable publishState = events.stateWriter(command, after);
        return outcome.after(() -> {
            events.write(command, encoded, counters.sequence());
            counters.count(encoded.size());
            change.write();
            publishState.run();
        });
    }

    private AggregateState<S> evolved(
            String aggregateId, AggregateState<S> before, List<SpecificRecord> decided, Instant time) {
        AggregateState<S> after = before;
        for (SpecificRecord event : decided) {
            after = definition.evolve(aggregateId, after, event, time);
        }
        return after;
    }

    /** Decide and evolve wait for nothing: whatever they throw, they would throw it again. */
    private static <T> T byTheAggregate(Supplier<T> function) {
        try {
            return function.get();
        } catch (TransientException | StreamsException thrownByTheUser) {
            throw new PermanentException("The handler threw " + thrownByTheUser, thrownByTheUser);
        }
    }

    private CommandEffects deadLetter(Record<byte[], byte[]> record, RecordMetadata origin, Throwable reason) {
        LOG.warn(
                "Record {}-{}@{} becomes a dead letter: {}",
                origin.topic(),
                origin.partition(),
                origin.offset(),
                DeadLetters.describe(reason),
                reason instanceof UnreadableCommandException ? null : reason);
        int maxBytes =
                refused.isLetterRefused(origin) ? 0 : writeSide.settings().maxDeadLetterBytes();
        Record<byte[], byte[]> letter = DeadLetters.of(record, origin, reason, maxBytes);
        return effects(
                outcomes.failed(reason, counters.sequence()),
                () -> context.forward(letter.withKey((Object) letter.key()), sinks.deadLetters()));
    }

    private CommandEffects effects(OutcomeRecord outcome, Runnable write) {
        return CommandEffects.of(outcome, encode(outcome), write);
    }

    private OutcomeRecord decode(byte[] outcome) {
        return writeSide.codec().decode(writeSide.topics().replies(), outcome, OutcomeRecord.class);
    }

    private byte[] encode(OutcomeRecord outcome) {
        return writeSide.codec().encode(writeSide.topics().replies(), outcome);
    }

    void close() {
        aggregates.close();
    }
}
