package dev.gregor.testing.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageHeaders;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** An event as its topic has it. */
public record EventRecord(EventMetadata metadata, IndexedRecord data, byte[] value) {

    /** The key of its record. */
    public byte[] key() {
        return metadata.aggregateId().getBytes(UTF_8);
    }

    /** The headers of its record, without those of causes. */
    public Headers headers() {
        Headers headers = new RecordHeaders();
        add(headers, MessageHeaders.SPEC_VERSION, MessageHeaders.SPEC_VERSION_1_0);
        add(headers, MessageHeaders.ID, metadata.id());
        add(headers, MessageHeaders.TYPE, metadata.type().toString());
        add(headers, MessageHeaders.SUBJECT, metadata.aggregateId());
        add(headers, MessageHeaders.TIME, metadata.time().toString());
        add(headers, MessageHeaders.CONTENT_TYPE, MessageHeaders.AVRO);
        add(headers, MessageHeaders.AGGREGATE_VERSION, Long.toString(metadata.version()));
        add(headers, MessageHeaders.PARTITION_SEQUENCE, Long.toString(metadata.sequence()));
        add(headers, MessageHeaders.CORRELATION_ID, metadata.correlationId());
        add(headers, MessageHeaders.CAUSATION_ID, metadata.causationId());
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
