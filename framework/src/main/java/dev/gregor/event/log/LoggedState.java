package dev.gregor.event.log;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.avro.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A state that the log stores at intervals of versions, so that no fold is long. */
final class LoggedState {

    private LoggedState() {}

    /**
     * Version 1 of the state is not said, as earlier programs did not; another one is, negative, before the version.
     */
    static byte[] encode(AggregateState<?> at, int stateVersion, AvroCodec codec, String stateTopic) {
        SpecificRecord state = at.state();
        byte[] encoded = state == null ? new byte[0] : codec.encode(stateTopic, state);
        ByteBuffer buffer = ByteBuffer.allocate((stateVersion == 1 ? 2 : 3) * Long.BYTES + encoded.length);
        if (stateVersion != 1) {
            buffer.putLong(-stateVersion);
        }
        return buffer.putLong(at.version())
                .putLong(at.time().toEpochMilli())
                .put(encoded)
                .array();
    }

    /** The version of the state that the aggregate had declared. */
    static long stateVersion(byte[] stored) {
        long first = ByteBuffer.wrap(stored).getLong();
        return first < 0 ? -first : 1;
    }

    static <S extends SpecificRecord> AggregateState<S> decode(
            byte[] stored, AvroCodec codec, String stateTopic, Class<S> type) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long first = buffer.getLong();
        long version = first < 0 ? buffer.getLong() : first;
        Instant time = Instant.ofEpochMilli(buffer.getLong());
        byte[] encoded = new byte[buffer.remaining()];
        buffer.get(encoded);
        @Nullable S state = encoded.length == 0 ? null : codec.decode(stateTopic, encoded, type);
        return new AggregateState<>(version, time, state);
    }
}
