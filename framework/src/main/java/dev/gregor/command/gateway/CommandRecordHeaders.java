package dev.gregor.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.command.Command;
import dev.gregor.kafka.TimeHeader;
import dev.gregor.message.MessageHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** The headers of a command record. */
final class CommandRecordHeaders {

    private static final Header SPEC_VERSION = header(MessageHeaders.SPEC_VERSION, MessageHeaders.SPEC_VERSION_1_0);
    private static final Header AVRO = header(MessageHeaders.CONTENT_TYPE, MessageHeaders.AVRO);
    private static final TimeHeader TIME = new TimeHeader();

    private CommandRecordHeaders() {}

    static List<Header> of(Command command, String app, byte[] replyTo, Sender sender) {
        List<Header> headers = new ArrayList<>(12);
        headers.add(SPEC_VERSION);
        headers.add(AVRO);
        headers.add(header(MessageHeaders.ID, command.id()));
        headers.add(header(MessageHeaders.TYPE, command.type().toString()));
        headers.add(header(
                MessageHeaders.SOURCE, "/gregor/" + app + '/' + command.type().aggregateType()));
        headers.add(TIME.of(now()));
        headers.add(header(MessageHeaders.SUBJECT, command.aggregateId()));
        headers.add(header(MessageHeaders.CORRELATION_ID, command.correlationId()));
        headers.add(new RecordHeader(MessageHeaders.REPLY_TO, replyTo));
        headers.add(new RecordHeader(MessageHeaders.GATEWAY, sender.header()));
        if (command.expectedVersion() != Command.ANY_VERSION) {
            headers.add(header(MessageHeaders.EXPECTED_VERSION, Long.toString(command.expectedVersion())));
        }
        if (command.unlessSince() != null) {
            headers.add(
                    header(MessageHeaders.UNLESS_SINCE, command.unlessSince().toString()));
        }
        if (command.traceParent() != null) {
            headers.add(header(MessageHeaders.TRACE_PARENT, command.traceParent()));
        }
        if (command.traceState() != null) {
            headers.add(header(MessageHeaders.TRACE_STATE, command.traceState()));
        }
        if (command.actor() != null) {
            headers.add(header(MessageHeaders.ACTOR, command.actor()));
        }
        return headers;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
