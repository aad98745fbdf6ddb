package dev.gregor.write.received;

import dev.gregor.aggregate.CommandDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.record.RecordDigest;
import dev.gregor.command.CommandDigest;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells commands apart by logical type and data, of which personal fields count as they are sealed: a hash of their clear text would tell who
 * tries some values which one it was. What a command expects of its aggregate, its correlation id and its trace are
 * no part of that: who sends it again may have read a newer version. Not thread-safe.
 */
public final class CommandDigests {

    private final Map<Class<? extends SpecificRecord>, RecordDigest> ofData = new HashMap<>();
    private final AvroCodec codec;

    /** Seals by this codec. */
    CommandDigests(AvroCodec codec) {
        this.codec = codec;
    }

    CommandDigest of(CommandDefinition<?, ?> command, SpecificRecord data) {
        RecordDigest digest = ofData.computeIfAbsent(command.messageClass(), RecordDigest::new);
        return new CommandDigest(
                command.type().toString(), digest.schema(), ByteBuffer.wrap(hash(command, data, digest)));
    }

    private byte[] hash(CommandDefinition<?, ?> command, SpecificRecord data, RecordDigest digest) {
        return digest.hash(data, record -> codec.sealed(command.schema(), record));
    }

    /**
     * Whether these are two commands. An earlier one that is not known is taken for the same; so is one of the same type whose
     * data had another schema, for a field that has come since has its default now.
     */
    public static boolean differ(@Nullable CommandDigest earlier, CommandDigest current) {
        if (earlier == null) {
            return false;
        }
        if (!earlier.getType().equals(current.getType())) {
            return true;
        }
        boolean comparable = earlier.getSchemaFingerprint() == current.getSchemaFingerprint();
        return comparable && !earlier.getData().equals(current.getData());
    }
}
