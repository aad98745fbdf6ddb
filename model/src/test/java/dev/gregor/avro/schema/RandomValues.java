package dev.gregor.avro.schema;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Values of a schema, as Avro stores them. */
record RandomValues(Random random) {

    private static final int DEPTH = 6;

    GenericData.Record record(Schema schema) {
        return (GenericData.Record) value(schema, 0);
    }

    private Object value(Schema schema, int depth) {
        return switch (schema.getType()) {
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema(), depth + 1)));
                yield record;
            }
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                yield value(branches.get(depth > DEPTH ? 0 : random.nextInt(branches.size())), depth + 1);
            }
            case ARRAY -> array(schema, depth);
            case MAP -> map(schema, depth);
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            default -> plain(schema);
        };
    }

    private Object array(Schema schema, int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0 && depth < DEPTH; i--) {
            list.add(value(schema.getElementType(), depth + 1));
        }
        return list;
    }

    private Object map(Schema schema, int depth) {
        Map<String, Object> map = new HashMap<>();
        for (int i = random.nextInt(3); i > 0 && depth < DEPTH; i--) {
            map.put("k" + i, value(schema.getValueType(), depth + 1));
        }
        return map;
    }

    @SuppressWarnings("NullAway") // null is a value
    private Object plain(Schema schema) {
        return switch (schema.getType()) {
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> random.nextFloat() * 1000;
            case DOUBLE -> random.nextDouble() * 1000;
            case BYTES -> ByteBuffer.wrap(bytes(3));
            case STRING ->
                schema.getLogicalType() == null
                        ? "t" + random.nextInt(9)
                        : new UUID(random.nextLong(), random.nextLong()).toString();
            default -> null;
        };
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
