package dev.gregor.messaging.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import dev.gregor.messaging.envelope.CloudEventForm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which messages the topics of a partition have had lately. Of each of the last records of a topic there is a hash of the source and the id, in a slot that a
 * later record takes over, and by the hash the offset of the last record that has it. What is noted is written once all is computed.
 */
record RecentIds(KeyValueStore<Bytes, byte[]> store, Effects effects) {

    /** No step has such a name. */
    static final String STORE = "read.ids";

    private static final byte SLOT = 's';
    private static final byte ID = 'i';

    /**
     * Notes a record.
     *
     * @param slots for how many records of its topic there are
     * @return the offset of the last record with the same source and id; empty if none is known, or the record has no id
     */
    OptionalLong note(ConsumerRecord<byte[], byte[]> record, int slots) {
        Headers headers = CloudEventForm.headers(record);
        byte[] id = value(headers, MessageHeaders.ID);
        if (id == null || id.length == 0) {
            return OptionalLong.empty();
        }
        byte[] hash = hash(value(headers, MessageHeaders.SOURCE), id);
        Bytes last = key(record.topic(), ID, hash);
        byte[] before = store.get(last);
        forget(record, slots);
        put(slot(record, slots), entry(record.offset(), hash));
        put(last, entry(record.offset(), new byte[0]));
        return before == null
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(before).getLong());
    }

    /** Removes the id that was in the slot, unless the same message came again. */
    private void forget(ConsumerRecord<byte[], byte[]> record, int slots) {
        byte[] old = store.get(slot(record, slots));
        if (old != null) {
            ByteBuffer entry = ByteBuffer.wrap(old);
            long offset = entry.getLong();
            byte[] hash = new byte[entry.remaining()];
            entry.get(hash);
            Bytes last = key(record.topic(), ID, hash);
            byte[] known = store.get(last);
            if (known != null && ByteBuffer.wrap(known).getLong() == offset) {
                effects.write(() -> store.delete(last));
            }
        }
    }

    private void put(Bytes key, byte[] value) {
        effects.write(() -> store.put(key, value));
    }

    private static Bytes slot(ConsumerRecord<byte[], byte[]> record, int slots) {
        byte[] number = ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) (record.offset() % slots))
                .array();
        return key(record.topic(), SLOT, number);
    }

    private static Bytes key(String topic, byte kind, byte[] rest) {
        byte[] name = topic.getBytes(UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + 2 + rest.length)
                .put(name)
                .put((byte) 0)
                .put(kind)
                .put(rest)
                .array());
    }

    private static byte[] entry(long offset, byte[] hash) {
        return ByteBuffer.allocate(Long.BYTES + hash.length)
                .putLong(offset)
                .put(hash)
                .array();
    }

    private static byte @Nullable [] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    private static byte[] hash(byte @Nullable [] source, byte[] id) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (source != null) {
                digest.update(source);
            }
            digest.update((byte) 0);
            return digest.digest(id);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
