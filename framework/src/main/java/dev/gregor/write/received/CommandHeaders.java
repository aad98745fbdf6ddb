package dev.gregor.write.received;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.command.Command;
import dev.gregor.message.MessageHeaders;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The headers of a command record as they came, unchecked. The last of several with one name counts. */
public final class CommandHeaders {

    private static final int MAX_TRACE_BYTES = 512;
    private static final int MAX_ACTOR_BYTES = 4 * Command.MAX_ID_LENGTH;

    private @Nullable String id;
    private @Nullable String type;
    private @Nullable String contentType;
    private @Nullable String expectedVersion;
    private @Nullable String unlessSince;
    private @Nullable String replyTo;
    private byte @Nullable [] gateway;
    private @Nullable String correlationId;
    private @Nullable Header traceParent;
    private @Nullable Header traceState;
    private @Nullable Header actor;

    private CommandHeaders() {}

    /** The headers of a record. */
    public static CommandHeaders of(Headers headers) {
        CommandHeaders read = new CommandHeaders();
        for (Header header : headers) {
            read.take(header);
        }
        return read;
    }

    private void take(Header header) {
        switch (header.key()) {
            case MessageHeaders.ID -> id = text(header);
            case MessageHeaders.TYPE -> type = text(header);
            case MessageHeaders.CONTENT_TYPE -> contentType = text(header);
            case MessageHeaders.EXPECTED_VERSION -> expectedVersion = text(header);
            case MessageHeaders.UNLESS_SINCE -> unlessSince = text(header);
            case MessageHeaders.REPLY_TO -> replyTo = text(header);
            case MessageHeaders.CORRELATION_ID -> correlationId = text(header);
            default -> takeAsItIs(header);
        }
    }

    private void takeAsItIs(Header header) {
        switch (header.key()) {
            case MessageHeaders.GATEWAY -> gateway = header.value();
            case MessageHeaders.TRACE_PARENT -> traceParent = copied(header, MAX_TRACE_BYTES);
            case MessageHeaders.TRACE_STATE -> traceState = copied(header, MAX_TRACE_BYTES);
            case MessageHeaders.ACTOR -> actor = copied(header, MAX_ACTOR_BYTES);
            default -> {
                // headers of others are none of our business
            }
        }
    }

    /** What is copied to every event is dropped if it is longer than the W3C lets a trace be, or we an actor. */
    private static @Nullable Header copied(Header header, int maxBytes) {
        return header.value() == null || header.value().length > maxBytes ? null : header;
    }

    private static @Nullable String text(Header header) {
        return header.value() == null ? null : new String(header.value(), UTF_8);
    }

    /** The id of the command. */
    public @Nullable String id() {
        return id;
    }

    @Nullable
    String type() {
        return type;
    }

    @Nullable
    String contentType() {
        return contentType;
    }

    @Nullable
    String expectedVersion() {
        return expectedVersion;
    }

    @Nullable
    String unlessSince() {
        return unlessSince;
    }

    /** Where the sender wants the reply, as {@code <topic>:<partition>}. */
    public @Nullable String replyTo() {
        return replyTo;
    }

    /** Which gateway has sent it. */
    public byte @Nullable [] gateway() {
        return gateway;
    }

    @Nullable
    String correlationId() {
        return correlationId;
    }

    /** The trace that it belongs to. */
    public @Nullable Header traceParent() {
        return traceParent;
    }

    /** What belongs to that trace. */
    public @Nullable Header traceState() {
        return traceState;
    }

    /** Who has sent it. */
    public @Nullable Header actor() {
        return actor;
    }
}
