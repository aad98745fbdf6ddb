package dev.gregor.write;

import static java.nio.charset.StandardCharsets.UTF_8;

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

    /** The given record with the reason why it could not be read or handled, and where it came from. */
    public static <K, V> Record<K, V> of(Record<K, V> record, RecordMetadata origin, Throwable reason) {
        Headers headers = new RecordHeaders(record.headers());
        add(headers, MessageHeaders.ERROR_EXCEPTION, reason.getClass().getName());
        add(headers, MessageHeaders.ERROR_MESSAGE, cut(String.valueOf(reason.getMessage()), MAX_MESSAGE));
        add(headers, MessageHeaders.ERROR_STACKTRACE, cut(stackTrace(reason), MAX_STACKTRACE));
        add(headers, MessageHeaders.ERROR_TOPIC, origin.topic());
        add(headers, MessageHeaders.ERROR_PARTITION, Integer.toString(origin.partition()));
        add(headers, MessageHeaders.ERROR_OFFSET, Long.toString(origin.offset()));
        return record.withHeaders(headers);
    }

    /** One sentence for the sender: the kind of failure, unless it is one of ours, and its message, cut to 2,048 characters. */
    static String describe(Throwable reason) {
        String message = String.valueOf(reason.getMessage());
        boolean ours = reason instanceof dev.gregor.failure.GregorException;
        return cut(ours ? message : reason.getClass().getName() + ": " + message, MAX_MESSAGE);
    }

    private static void add(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static String stackTrace(Throwable reason) {
        StringWriter text = new StringWriter();
        reason.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
