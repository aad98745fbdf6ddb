package dev.gregor.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.command.gateway.CommandReply;
import dev.gregor.command.gateway.LocalReplies;
import dev.gregor.message.MessageHeaders;
import dev.gregor.streams.thread.AfterCommit;
import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.write.deadletter.RecordSize;
import dev.gregor.write.received.CommandHeaders;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Replies to the senders of commands: by the commit itself to one that waits in this process, else over the topic of replies. */
final class ReplyWriter {

    private static final byte[] TRUE = "true".getBytes(UTF_8);

    private final String aggregateType;
    private final Header typeHeader;
    private final ProcessorContext<Object, byte[]> context;
    private final String sink;
    private final int maxBytes;
    private final LocalReplies local;
    private final AfterCommit afterCommit = StreamThreadContext.current().afterCommit();

    ReplyWriter(String aggregateType, WriteSide writeSide, ProcessorContext<Object, byte[]> context) {
        this.aggregateType = aggregateType;
        this.typeHeader = EventHeaders.header(MessageHeaders.AGGREGATE_TYPE, aggregateType);
        this.context = context;
        this.sink = SinkNames.of(aggregateType).replies();
        this.maxBytes = writeSide.settings().maxRecordBytes();
        this.local = writeSide.localReplies();
    }

    /** Replies when the command is committed: in memory, or in its transaction at this partition of the topic of replies. */
    void write(int partition, Record<byte[], byte[]> command, CommandHeaders headers, CommandEffects handling) {
        answer(command, headers, handling)
                .ifPresentOrElse(afterCommit::add, () -> send(command, record(partition, command, headers, handling)));
    }

    /** Key and id are the sender's: if these alone are larger than the topic takes, the dead letter has to do. */
    private void send(Record<byte[], byte[]> command, Record<Object, byte[]> reply) {
        if (RecordSize.of(command.key(), reply.value(), reply.headers()) <= maxBytes) {
            context.forward(reply, sink);
        }
    }

    private Optional<Runnable> answer(Record<byte[], byte[]> command, CommandHeaders headers, CommandEffects handling) {
        if (command.key() == null || headers.id() == null) {
            return Optional.empty();
        }
        String aggregateId = new String(command.key(), UTF_8);
        return local.answer(new CommandReply(
                aggregateType, aggregateId, headers.id(), handling.outcome(), handling.replayed(), headers.gateway()));
    }

    private Record<Object, byte[]> record(
            int partition, Record<byte[], byte[]> command, CommandHeaders commandHeaders, CommandEffects handling) {
        Headers headers = new RecordHeaders();
        headers.add(typeHeader);
        if (commandHeaders.id() != null) {
            headers.add(MessageHeaders.ID, commandHeaders.id().getBytes(UTF_8));
        }
        if (commandHeaders.gateway() != null) {
            headers.add(MessageHeaders.GATEWAY, commandHeaders.gateway());
        }
        if (handling.replayed()) {
            headers.add(MessageHeaders.REPLAYED, TRUE);
        }
        return new Record<>(
                new ReplyAddress(partition, command.key()), handling.encoded(), command.timestamp(), headers);
    }
}
