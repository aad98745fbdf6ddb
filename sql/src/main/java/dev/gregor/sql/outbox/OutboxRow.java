package dev.gregor.sql.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gregor.message.EventTime;
import dev.gregor.message.MessageHeaders;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table, and how a record is written in one.
 *
 * @param seq its number
 * @param record what is published
 */
record OutboxRow(long seq, ProducerRecord<byte[], byte[]> record) {

    /** The columns of headers, in which any reader of the table finds them. */
    private static final List<Map.Entry<String, String>> HEADERS = List.of(
            Map.entry("id", MessageHeaders.ID),
            Map.entry("type", MessageHeaders.TYPE),
            Map.entry("source", MessageHeaders.SOURCE),
            Map.entry("time", MessageHeaders.TIME),
            Map.entry("correlationid", MessageHeaders.CORRELATION_ID),
            Map.entry("causationid", MessageHeaders.CAUSATION_ID),
            Map.entry("traceparent", MessageHeaders.TRACE_PARENT),
            Map.entry("tracestate", MessageHeaders.TRACE_STATE));

    /** Those that follow from what they are. */
    private static final Set<String> IMPLIED =
            Set.of(MessageHeaders.SPEC_VERSION, MessageHeaders.SUBJECT, MessageHeaders.CONTENT_TYPE);

    private static final String FURTHER = "headers";

    /** The columns that are written. */
    static final List<String> COLUMNS = columns();

    /** As many parameters. */
    static final String PLACES = String.join(", ", Collections.nCopies(COLUMNS.size(), "?"));

    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("aggregatetype", "aggregateid", "payload"));
        HEADERS.forEach(each -> columns.add(each.getKey()));
        columns.add(FURTHER);
        return List.copyOf(columns);
    }

    /** What is published in order: the records of a key of a topic. */
    static String lane(ProducerRecord<byte[], byte[]> record) {
        return record.topic() + '/' + new String(record.key(), UTF_8);
    }

    /** Sets the parameters of a row; returns the index of the next one. */
    static int write(ProducerRecord<byte[], byte[]> record, PreparedStatement statement) throws SQLException {
        int at = 1;
        statement.setString(at++, record.topic());
        statement.setString(at++, new String(record.key(), UTF_8));
        statement.setBytes(at++, record.value());
        Map<String, String> headers = new TreeMap<>();
        record.headers().forEach(each -> headers.put(each.key(), new String(each.value(), UTF_8)));
        headers.keySet().removeAll(IMPLIED);
        for (Map.Entry<String, String> each : HEADERS) {
            statement.setString(at++, headers.remove(each.getValue()));
        }
        statement.setString(at++, headers.isEmpty() ? null : json(headers));
        return at;
    }

    static OutboxRow read(ResultSet row) throws SQLException {
        Headers headers = new RecordHeaders();
        add(headers, MessageHeaders.SPEC_VERSION, MessageHeaders.SPEC_VERSION_1_0);
        for (Map.Entry<String, String> each : HEADERS) {
            add(headers, each.getValue(), row.getString(each.getKey()));
        }
        String key = row.getString("aggregateid");
        add(headers, MessageHeaders.SUBJECT, key);
        add(headers, MessageHeaders.CONTENT_TYPE, MessageHeaders.AVRO);
        further(row.getString(FURTHER)).forEach((name, value) -> add(headers, name, value));
        long time = EventTime.parse(row.getString("time")).toEpochMilli();
        return new OutboxRow(
                row.getLong("seq"),
                new ProducerRecord<>(
                        row.getString("aggregatetype"),
                        null,
                        time,
                        key.getBytes(UTF_8),
                        row.getBytes("payload"),
                        headers));
    }

    /** The id of the message. */
    String id() {
        Header id = record.headers().lastHeader(MessageHeaders.ID);
        return new String(id.value(), UTF_8);
    }

    private static void add(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, value.getBytes(UTF_8));
        }
    }

    private static String json(Map<String, String> headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> further(@Nullable String json) {
        try {
            return json == null ? Map.of() : JSON.readValue(json, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
