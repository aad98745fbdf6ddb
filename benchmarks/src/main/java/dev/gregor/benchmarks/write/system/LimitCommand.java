package dev.gregor.benchmarks.write.system;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A command of a topology that handles bytes as they are.
 *
 * @param id its id
 * @param expected the version that the account has to have; negative for any
 * @param payload what is recorded
 */
record LimitCommand(long id, long expected, byte[] payload) {

    /** How commands are written. */
    enum Form {
        /** Id and version in headers, as commands have them that are known again by their ids. */
        HEADERS,
        /** All in the value, without headers. */
        VALUE
    }

    ProducerRecord<byte[], byte[]> record(Form form, String topic, byte[] key) {
        return form == Form.HEADERS
                ? new ProducerRecord<>(
                        topic,
                        null,
                        key,
                        payload,
                        List.of(
                                new RecordHeader("id", bytes(id, 2 * Long.BYTES)),
                                new RecordHeader("expected", bytes(expected, Long.BYTES))))
                : new ProducerRecord<>(
                        topic,
                        key,
                        ByteBuffer.allocate(2 * Long.BYTES + payload.length)
                                .putLong(id)
                                .putLong(expected)
                                .put(payload)
                                .array());
    }

    static LimitCommand of(Form form, Headers headers, byte[] value) {
        if (form == Form.HEADERS) {
            return new LimitCommand(
                    ByteBuffer.wrap(headers.lastHeader("id").value()).getLong(),
                    ByteBuffer.wrap(headers.lastHeader("expected").value()).getLong(),
                    value);
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        long id = bytes.getLong();
        long expected = bytes.getLong();
        byte[] payload = new byte[bytes.remaining()];
        bytes.get(payload);
        return new LimitCommand(id, expected, payload);
    }

    static byte[] bytes(long number, int length) {
        return ByteBuffer.allocate(length).putLong(number).array();
    }
}
