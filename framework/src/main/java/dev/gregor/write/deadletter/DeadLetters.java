package dev.gregor.write.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.failure.GregorException;
import dev.gregor.failure.PermanentException;
import dev.gregor.message.MessageHeaders;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes dead letters: the record as it came, with the reason in the headers that Kafka Streams uses for that. */
public final class DeadLetters {

    private static final int MAX_STACKTRACE = 8192;
    private static final int MAX_MESSAGE = 2048;

    private DeadLetters() {}

    /**
     * The given record with the reason why it could not be read or handled, and where it came from. A letter that would be
     * too large goes without its largest parts, and names them in the header {@link MessageHeaders#LEFT_OUT}.
     *
     * @param maxBytes how large it may be; with 0 only the reason and the place are left
     */
    public static Record<byte[], byte[]> of(
            Record<byte[], byte[]> record, RecordMetadata origin, Throwable reason, int maxBytes) {
        Headers told = new RecordHeaders();
        add(told, MessageHeaders.ERROR_EXCEPTION, reason.getClass().getName());
        add(told, MessageHeaders.ERROR_MESSAGE, cut(message(reason), MAX_MESSAGE));
        add(told, MessageHeaders.ERROR_STACKTRACE, stackTrace(reason));
        add(told, MessageHeaders.ERROR_TOPIC, origin.topic());
        add(told, MessageHeaders.ERROR_PARTITION, Integer.toString(origin.partition()));
        add(told, MessageHeaders.ERROR_OFFSET, Long.toString(origin.offset()));
        return new LetterParts(record, told).within(maxBytes);
    }

    /** One sentence for the sender: the kind of failure, unless it is one of ours, and its message, cut to 2,048 characters. */
    public static String describe(Throwable reason) {
        boolean ours = reason instanceof GregorException;
        return cut(ours ? message(reason) : reason.getClass().getName() + ": " + message(reason), MAX_MESSAGE);
    }

    /** The same exception, or one that stands for it if its own code throws when it is printed. */
    public static Throwable printable(Throwable reason) {
        try {
            reason.printStackTrace(new PrintWriter(new StringWriter()));
            return reason;
        } catch (RuntimeException | Error e) {
            return new PermanentException("%s, which throws %s when it is printed"
                    .formatted(reason.getClass().getName(), e.getClass().getName()));
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static String message(Throwable reason) {
        return String.valueOf(reason.getMessage());
    }

    /** Where an exception arose, cut to 8,192 characters. */
    public static String stackTrace(Throwable reason) {
        StringWriter text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        return cut(text.toString(), MAX_STACKTRACE);
    }
}
