package dev.gregor.messaging.envelope;

import dev.gregor.avro.AvroCodec;
import dev.gregor.failure.PermanentException;
import dev.gregor.json.AvroJson;
import dev.gregor.json.InvalidFieldException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Reads the data of messages: Avro, or JSON if the content type says so. */
public final class MessageData {

    private MessageData() {}

    /**
     * The data of a message.
     *
     * @throws PermanentException if it has none
     */
    public static byte[] require(MessageMetadata metadata, byte @Nullable [] data) {
        if (data == null) {
            throw new PermanentException("The %s at %s has no data".formatted(metadata.type(), metadata.place()));
        }
        return data;
    }

    /**
     * Reads data. Members of JSON that the class does not have are left out.
     *
     * @throws PermanentException if they are not of this class
     */
    public static <E extends SpecificRecord> E read(
            AvroCodec codec, MessageMetadata metadata, byte[] data, Class<E> type) {
        if (!CloudEventForm.isJson(metadata.headers())) {
            return codec.decode(metadata.place().topic(), data, type);
        }
        String what = "The %s at %s".formatted(metadata.type(), metadata.place());
        try {
            return AvroJson.readKnown(type, CloudEventForm.json(data, what));
        } catch (InvalidFieldException e) {
            throw new PermanentException("%s is no %s: %s".formatted(what, type.getSimpleName(), e.getMessage()), e);
        }
    }
}
