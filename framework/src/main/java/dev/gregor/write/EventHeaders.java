package dev.gregor.write;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.kafka.TimeHeader;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageHeaders;
import dev.gregor.message.MessageType;
import dev.gregor.write.received.CommandHeaders;
import dev.gregor.write.received.ReceivedCommand;
import dev.gregor.write.storage.EncodedEvent;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of an event record. Those that do not change from event to event are made once. */
final class EventHeaders {

    private static final Header SPEC_VERSION = header(MessageHeaders.SPEC_VERSION, MessageHeaders.SPEC_VERSION_1_0);
    private static final Header AVRO = header(MessageHeaders.CONTENT_TYPE, MessageHeaders.AVRO);

    private final String aggregateType;
    private final Header source;
    private final Header stateType;
    private final Map<MessageType, Header> types = new HashMap<>();
    private final TimeHeader time = new TimeHeader();

    EventHeaders(String app, AggregateDefinition<?> definition) {
        this.aggregateType = definition.type();
        this.source = header(MessageHeaders.SOURCE, "/gregor/" + app + '/' + aggregateType);
        this.stateType = header(MessageHeaders.TYPE, aggregateType + ".state");
        definition
                .events()
                .forEach(event -> types.put(
                        event.type(), header(MessageHeaders.TYPE, event.type().toString())));
    }

    Headers of(ReceivedCommand command, EncodedEvent event, long sequence) {
        Headers headers = new RecordHeaders();
        headers.add(SPEC_VERSION);
        headers.add(header(MessageHeaders.ID, EventMetadata.id(aggregateType, command.aggregateId(), event.version())));
        headers.add(types.get(event.type()));
        headers.add(source);
        headers.add(new RecordHeader(MessageHeaders.SUBJECT, command.key()));
        headers.add(time.of(event.time()));
        headers.add(AVRO);
        headers.add(header(MessageHeaders.AGGREGATE_VERSION, Long.toString(event.version())));
        headers.add(header(MessageHeaders.PARTITION_SEQUENCE, Long.toString(sequence)));
        headers.add(header(MessageHeaders.CORRELATION_ID, command.correlationId()));
        headers.add(header(MessageHeaders.CAUSATION_ID, command.id()));
        addTrace(command.headers(), headers);
        if (command.headers().actor() != null) {
            headers.add(command.headers().actor());
        }
        return headers;
    }

    Headers ofState(ReceivedCommand command, long version) {
        Headers headers = new RecordHeaders();
        headers.add(SPEC_VERSION);
        headers.add(header(MessageHeaders.ID, EventMetadata.id(aggregateType, command.aggregateId(), version)));
        headers.add(stateType);
        headers.add(source);
        headers.add(new RecordHeader(MessageHeaders.SUBJECT, command.key()));
        headers.add(AVRO);
        headers.add(header(MessageHeaders.AGGREGATE_VERSION, Long.toString(version)));
        headers.add(header(MessageHeaders.CORRELATION_ID, command.correlationId()));
        return headers;
    }

    private static void addTrace(CommandHeaders command, Headers headers) {
        if (command.traceParent() != null) {
            headers.add(command.traceParent());
        }
        if (command.traceState() != null) {
            headers.add(command.traceState());
        }
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
