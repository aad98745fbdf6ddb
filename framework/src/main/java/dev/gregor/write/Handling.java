package dev.gregor.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What becomes of one command, computed in full before anything is written.
 *
 * @param outcome the encoded outcome, the value of the reply
 * @param replayed whether an earlier command with the same id had it
 * @param write writes events, state and outcome, or the dead letter; nothing for a replay
 */
record Handling(byte[] outcome, boolean replayed, Runnable write) {

    private static final byte[] TRUE = "true".getBytes(UTF_8);

    static Handling replay(byte[] outcome) {
        return new Handling(outcome, true, () -> {});
    }

    static Handling of(byte[] outcome, Runnable write) {
        return new Handling(outcome, false, write);
    }

    /** The same, with other writes before its own. */
    Handling after(Runnable earlier) {
        return new Handling(outcome, replayed, () -> {
            earlier.run();
            write.run();
        });
    }

    Record<Object, byte[]> reply(
            int partition, Header aggregateType, Record<byte[], byte[]> command, CommandHeaders commandHeaders) {
        Headers headers = new RecordHeaders();
        headers.add(aggregateType);
        if (commandHeaders.id != null) {
            headers.add(MessageHeaders.ID, commandHeaders.id.getBytes(UTF_8));
        }
        if (replayed) {
            headers.add(MessageHeaders.REPLAYED, TRUE);
        }
        return new Record<>(new ReplyAddress(partition, command.key()), outcome, command.timestamp(), headers);
    }
}
