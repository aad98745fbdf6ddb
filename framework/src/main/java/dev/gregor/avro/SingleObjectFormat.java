package dev.gregor.avro;

import dev.gregor.avro.catalog.SchemaCatalog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.avro.Schema;

/** Avro's single-object encoding, see <a href="https://avro.apache.org/docs/1.12.0/specification/">the specification</a>. */
record SingleObjectFormat(SchemaCatalog catalog) implements WireFormat {

    private static final int LENGTH = 10;
    private static final short MARKER = (short) 0x01C3;

    @Override
    public Frame frame(String topic, Schema schema) {
        ByteBuffer header = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort(MARKER).putLong(catalog.register(schema));
        return new Frame(header.array(), schema);
    }

    @Override
    public Schema writerSchema(byte[] value) {
        ByteBuffer header = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        if (value.length < LENGTH || header.getShort() != MARKER) {
            throw new Unreadable("C3 01 and an 8-byte schema fingerprint (Avro single-object encoding)");
        }
        return catalog.schema(header.getLong());
    }

    @Override
    public List<Schema> registered(String topic, Schema schema) {
        return catalog.schemas(schema.getFullName());
    }

    @Override
    public List<Schema> registered(String topic, String message, Schema schema) {
        return catalog.schemas(message, schema.getFullName());
    }

    @Override
    public void remember(String message, Schema schema) {
        catalog.register(message, schema);
    }

    @Override
    public int headerLength() {
        return LENGTH;
    }
}
