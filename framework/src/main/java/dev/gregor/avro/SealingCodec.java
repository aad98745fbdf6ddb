package dev.gregor.avro;

import dev.gregor.avro.record.GeneratedClasses;
import dev.gregor.avro.seal.FieldSeal;
import dev.gregor.avro.seal.PersonalFields;
import dev.gregor.avro.seal.SealedFields;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;

/** Seals what another codec has written, and opens what it is to read. */
final class SealingCodec implements AvroCodec {

    private record WriterKey(String topic, Schema schema) {}

    private record ReaderKey(Schema writer, Class<?> type) {}

    private final RecordCodec codec;
    private final CountingSeal seal;
    private final PersonalFields known;
    private final Map<WriterKey, SealedFields> written = new ConcurrentHashMap<>();
    private final Map<WriterKey, SealedFields> writtenLike = new ConcurrentHashMap<>();
    private final Map<Schema, SealedFields> bare = new ConcurrentHashMap<>();
    private final Map<ReaderKey, SealedFields> read = new ConcurrentHashMap<>();

    SealingCodec(RecordCodec codec, FieldSeal seal, PersonalFields known) {
        this.codec = codec;
        this.seal = new CountingSeal(seal);
        this.known = known;
    }

    @Override
    public byte[] encode(String topic, SpecificRecord record) {
        byte[] clear = codec.encode(topic, record);
        WriterKey key = new WriterKey(topic, record.getSchema());
        SealedFields fields = written.get(key);
        if (fields == null) {
            fields = SealedFields.toWrite(key.schema(), codec.written(topic, key.schema()));
            written.put(key, fields);
        }
        return fields.seal(clear, codec.headerLength(), seal);
    }

    @Override
    public byte[] encodeLike(String topic, byte[] other, GenericRecord record) {
        WriterKey key = new WriterKey(topic, codec.writerSchema(topic, other));
        SealedFields fields = writtenLike.computeIfAbsent(key, k -> SealedFields.toWrite(k.schema(), known));
        return fields.seal(codec.encodeLike(topic, other, record), codec.headerLength(), seal);
    }

    @Override
    public byte[] sealed(Schema schema, byte[] record) {
        return bare.computeIfAbsent(schema, own -> SealedFields.toWrite(own, own))
                .seal(record, 0, seal);
    }

    @Override
    public long replaced() {
        return seal.replaced().sum();
    }

    @Override
    public <T extends SpecificRecord> T decode(String topic, byte[] value, Class<T> type) {
        ReaderKey key = new ReaderKey(codec.writerSchema(topic, value), type);
        SealedFields fields = read.get(key);
        if (fields == null) {
            fields = SealedFields.toRead(
                    key.writer(), GeneratedClasses.model(type).getSchema(type));
            read.put(key, fields);
        }
        return fields.isEmpty()
                ? codec.decode(topic, value, type)
                : codec.decodeOpened(topic, fields.open(value, codec.headerLength(), seal), type);
    }

    @Override
    public GenericRecord decode(String topic, byte[] value) {
        ReaderKey key = new ReaderKey(codec.writerSchema(topic, value), GenericRecord.class);
        SealedFields fields = read.computeIfAbsent(key, k -> SealedFields.toRead(k.writer(), known));
        return fields.isEmpty()
                ? codec.decode(topic, value)
                : codec.decodeOpened(topic, fields.open(value, codec.headerLength(), seal));
    }

    @Override
    public Schema writerSchema(String topic, byte[] value) {
        return codec.writerSchema(topic, value);
    }

    @Override
    public void register(String topic, Schema schema) {
        codec.register(topic, schema);
    }

    @Override
    public List<Schema> registered(String topic, Schema schema) {
        return codec.registered(topic, schema);
    }

    @Override
    public void register(String topic, String message, Schema schema) {
        codec.register(topic, message, schema);
    }

    @Override
    public List<Schema> registered(String topic, String message, Schema schema) {
        return codec.registered(topic, message, schema);
    }
}
