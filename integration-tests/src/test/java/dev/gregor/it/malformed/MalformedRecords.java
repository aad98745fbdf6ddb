package dev.gregor.it.malformed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.message.MessageHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Malformed records by a seed, each made of a valid one by one change. Not thread-safe. */
final class MalformedRecords {

    private static final int FINGERPRINT = 2;
    private static final int DATA = 10;
    private static final int HUGE = 500_000;

    private final ConsumerRecord<byte[], byte[]> valid;
    private final byte[] otherValue;
    private final Random random;
    private int made;

    /** A change of a record, which has a key of its own. */
    interface Change {
        void apply(Draft draft);
    }

    /** A record that is being made. */
    static final class Draft {
        private byte @Nullable [] key;
        private byte @Nullable [] value;
        private final Headers headers;

        private Draft(byte[] key, ConsumerRecord<byte[], byte[]> valid) {
            this.key = key;
            this.value = valid.value().clone();
            this.headers = new RecordHeaders(valid.headers().toArray());
        }

        byte[] value() {
            return Objects.requireNonNull(value);
        }

        void header(String name, byte @Nullable [] content) {
            headers.remove(name);
            headers.add(name, content);
        }
    }

    /**
     * Records like a valid one.
     *
     * @param otherValue a valid value of another type
     */
    MalformedRecords(long seed, ConsumerRecord<byte[], byte[]> valid, byte[] otherValue) {
        this.random = new Random(seed);
        this.valid = valid;
        this.otherValue = otherValue;
    }

    /** Another record for the topic of the valid one, with one of these changes, in the partition of its key. */
    ProducerRecord<byte[], byte[]> next(List<Change> changes) {
        return next(changes, null);
    }

    /** Another record for the partition of the valid one. */
    ProducerRecord<byte[], byte[]> nextBeside(List<Change> changes) {
        return next(changes, valid.partition());
    }

    private ProducerRecord<byte[], byte[]> next(List<Change> changes, @Nullable Integer partition) {
        byte[] id = ("malformed-" + made++).getBytes(UTF_8);
        Draft draft = new Draft(id, valid);
        draft.header(MessageHeaders.ID, id);
        one(changes).apply(draft);
        return new ProducerRecord<>(valid.topic(), partition, draft.key, draft.value, draft.headers);
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** What is wrong with the value. */
    List<Change> values() {
        return List.of(
                draft -> draft.value = Arrays.copyOf(draft.value(), random.nextInt(draft.value().length)),
                draft -> draft.value = unmarked(bytes(1 + random.nextInt(300))),
                draft -> draft.value = unmarked(bytes(HUGE)),
                draft -> draft.value = new byte[0],
                draft -> draft.value = null,
                draft -> draft.value = otherValue,
                this::otherFingerprint,
                this::longerThanItIs);
    }

    /** Random bytes that are not marked as a record by chance. */
    private static byte[] unmarked(byte[] bytes) {
        bytes[0] = 0x7f;
        return bytes;
    }

    private void otherFingerprint(Draft draft) {
        byte[] other = bytes(DATA - FINGERPRINT);
        System.arraycopy(other, 0, draft.value(), FINGERPRINT, other.length);
    }

    /** The first string says that it has more bytes than there are. */
    private void longerThanItIs(Draft draft) {
        draft.value()[DATA] = (byte) (100 + 2 * random.nextInt(14));
    }

    /** What is wrong with the key, for a topic of aggregates. */
    List<Change> keys() {
        return List.of(
                draft -> draft.key = null,
                draft -> draft.key = new byte[0],
                draft -> draft.key = new byte[] {(byte) 0xff, (byte) random.nextInt(256)},
                draft -> draft.key = "k".repeat(201 + random.nextInt(1000)).getBytes(UTF_8),
                draft -> draft.key = ("a\n" + random.nextInt()).getBytes(UTF_8));
    }

    /** What is wrong with a header of this name, which has to be there. */
    List<Change> required(String name) {
        return List.of(
                draft -> draft.headers.remove(name),
                draft -> draft.header(name, null),
                draft -> draft.header(name, new byte[0]),
                draft -> draft.header(
                        name, "x".repeat(201 + random.nextInt(1000)).getBytes(UTF_8)),
                draft -> draft.headers.add(name, " ".getBytes(UTF_8)));
    }

    /** A header with one of these texts, as the only one of its name or as the last. */
    Change header(String name, String... texts) {
        return draft -> {
            byte[] text = one(List.of(texts)).getBytes(UTF_8);
            if (random.nextBoolean()) {
                draft.header(name, text);
            } else {
                draft.headers.add(name, text);
            }
        };
    }

    /** A type that is none, or none of those that are known. */
    Change type(String aggregateType) {
        return draft -> draft.header(
                MessageHeaders.TYPE,
                one(List.of(
                                bytes(20),
                                bytes(100_000),
                                (aggregateType + ".flew.v1").getBytes(UTF_8),
                                (aggregateType + ".register").getBytes(UTF_8),
                                "v1".getBytes(UTF_8)))
                        .clone());
    }

    /** JSON that is deeper than anything is read. */
    Change deepJson(String contentType) {
        return draft -> {
            draft.header(MessageHeaders.CONTENT_TYPE, contentType.getBytes(UTF_8));
            draft.value = "{\"a\":".repeat(1000 + random.nextInt(5000)).getBytes(UTF_8);
        };
    }
}
