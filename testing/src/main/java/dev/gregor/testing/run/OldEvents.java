package dev.gregor.testing.run;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.aggregate.RecordedEvent;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.log.EventReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.opentest4j.AssertionFailedError;

/** Events as the aggregates of a test, or earlier versions of them, have written them. */
public final class OldEvents {

    private static final String TOPIC = "fixture";

    private final SchemaCatalog schemas = SchemaCatalog.inMemory();
    private final AvroCodec codec = AvroCodec.singleObject(schemas);
    private final EventCatalog events;

    public OldEvents(EventCatalog events) {
        this.events = events;
    }

    public AvroCodec codec() {
        return codec;
    }

    /**
     * Writes an event, an instance of a class or a record of an earlier schema.
     *
     * @throws DefinitionException if nothing reads its logical type
     */
    public byte[] write(String type, IndexedRecord event) {
        known(type);
        return event instanceof SpecificRecord record ? written(record) : written(event);
    }

    private RecordedEvent known(String type) {
        return events.find(type)
                .orElseThrow(() -> new DefinitionException(
                        "No aggregate of the fixture reads events of the type '%s'; add event(...), upcast(...) or renamed(...) to it"
                                .formatted(type)));
    }

    /** A recorded event as a record of the class that is read under its type. */
    public SpecificRecord recorded(RecordedJson file, RecordedJson.Event event) {
        return file.read(known(event.type().toString()).messageClass(), event.data(), "Event '" + event.id() + "'");
    }

    private byte[] written(SpecificRecord event) {
        AvroImage.of(event).requireSurvival();
        return codec.encode(TOPIC, event);
    }

    private byte[] written(IndexedRecord event) {
        schemas.register(event.getSchema());
        try {
            ByteBuffer bytes = new BinaryMessageEncoder<>(GenericData.get(), event.getSchema()).encode(event);
            return ByteBuffer.allocate(bytes.remaining()).put(bytes).array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new AssertionFailedError(
                    "%s cannot be written as Avro: %s. Give its fields values that their schema can hold."
                            .formatted(event.getSchema().getName(), e.getMessage()),
                    e);
        }
    }

    /** What an event is today; proves that reading it twice gives the same. */
    List<SpecificRecord> today(String type, IndexedRecord event) {
        byte[] value = write(type, event);
        EventReader reader = new EventReader(events, codec);
        List<SpecificRecord> today = reader.data(TOPIC, type, value);
        List<SpecificRecord> again = reader.data(TOPIC, type, value);
        if (!today.equals(again)) {
            throw new Difference(lines(today), lines(again))
                    .failure(
                            "Upcasting " + type + " twice gave two results (- first, + second):",
                            List.of("Take what it needs from the old event, never from a clock or a random source."));
        }
        return today;
    }

    private static List<String> lines(List<SpecificRecord> events) {
        return events.stream()
                .flatMap(each -> Lines.block(each.getSchema().getName(), Lines.fields(each)).stream())
                .toList();
    }
}
