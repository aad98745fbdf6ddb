package dev.gregor.event;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A state that the log keeps every so many versions, so that no fold is long. */
final class LoggedState {

    private LoggedState() {}

    static byte[] encode(AggregateState<?> at, AvroCodec codec, String stateTopic) {
        SpecificRecord state = at.state();
        byte[] encoded = state == null ? new byte[0] : codec.encode(stateTopic, state);
        return ByteBuffer.allocate(2 * Long.BYTES + encoded.length)
                .putLong(at.version())
                .putLong(at.time().toEpochMilli())
                .put(encoded)
                .array();
    }

    static <S extends SpecificRecord> AggregateState<S> decode(
            byte[] stored, AvroCodec codec, String stateTopic, Class<S> type) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long version = buffer.getLong();
        Instant time = Instant.ofEpochMilli(buffer.getLong());
        byte[] encoded = new byte[buffer.remaining()];
        buffer.get(encoded);
        @Nullable S state = encoded.length == 0 ? null : codec.decode(stateTopic, encoded, type);
        return new AggregateState<>(version, time, state);
    }
}
