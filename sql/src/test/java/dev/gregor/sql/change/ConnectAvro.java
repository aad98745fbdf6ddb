package dev.gregor.sql.change;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** Avro of Kafka Connect's data, with the schemas that Confluent's and Apicurio's converters make of them. */
final class ConnectAvro {

    private static final Map<org.apache.kafka.connect.data.Schema.Type, Schema.Type> PRIMITIVES = Map.of(
            org.apache.kafka.connect.data.Schema.Type.INT32, Schema.Type.INT,
            org.apache.kafka.connect.data.Schema.Type.INT64, Schema.Type.LONG,
            org.apache.kafka.connect.data.Schema.Type.FLOAT32, Schema.Type.FLOAT,
            org.apache.kafka.connect.data.Schema.Type.FLOAT64, Schema.Type.DOUBLE,
            org.apache.kafka.connect.data.Schema.Type.BOOLEAN, Schema.Type.BOOLEAN);

    private final Map<String, Schema> records = new HashMap<>();

    Schema schema(org.apache.kafka.connect.data.Schema connect) {
        Schema schema = plain(connect);
        if (connect.name() != null && schema.getObjectProp("connect.name") == null) {
            schema.addProp("connect.name", connect.name());
        }
        return connect.isOptional() ? Schema.createUnion(Schema.create(Schema.Type.NULL), schema) : schema;
    }

    private Schema plain(org.apache.kafka.connect.data.Schema connect) {
        return switch (connect.type()) {
            case STRUCT -> record(connect);
            case ARRAY -> Schema.createArray(schema(connect.valueSchema()));
            case MAP -> Schema.createMap(schema(connect.valueSchema()));
            case BYTES -> bytes(connect);
            case INT8, INT16 -> Schema.create(Schema.Type.INT);
            default -> Schema.create(PRIMITIVES.getOrDefault(connect.type(), Schema.Type.STRING));
        };
    }

    private static Schema bytes(org.apache.kafka.connect.data.Schema connect) {
        Schema bytes = Schema.create(Schema.Type.BYTES);
        return Decimal.LOGICAL_NAME.equals(connect.name())
                ? LogicalTypes.decimal(64, Integer.parseInt(connect.parameters().get(Decimal.SCALE_FIELD)))
                        .addToSchema(bytes)
                : bytes;
    }

    private Schema record(org.apache.kafka.connect.data.Schema connect) {
        Schema known = records.get(connect.name());
        if (known != null) {
            return known;
        }
        List<Schema.Field> fields = new ArrayList<>();
        for (Field field : connect.fields()) {
            fields.add(new Schema.Field(field.name(), schema(field.schema())));
        }
        int dot = connect.name().lastIndexOf('.');
        Schema record = Schema.createRecord(
                connect.name().substring(dot + 1),
                null,
                dot < 0 ? "" : connect.name().substring(0, dot),
                false,
                fields);
        records.put(connect.name(), record);
        return record;
    }

    /** In Avro's single-object encoding. */
    byte[] write(Struct struct) {
        Schema schema = record(struct.schema());
        try {
            ByteBuffer bytes =
                    new BinaryMessageEncoder<>(GenericData.get(), schema).encode(value(struct.schema(), struct));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("NullAway")
    private Object value(org.apache.kafka.connect.data.Schema schema, Object value) {
        if (value instanceof Struct struct) {
            GenericData.Record record = new GenericData.Record(record(struct.schema()));
            struct.schema()
                    .fields()
                    .forEach(field -> record.put(field.name(), value(field.schema(), struct.get(field))));
            return record;
        }
        if (value instanceof List<?> items) {
            return items.stream().map(each -> value(schema.valueSchema(), each)).toList();
        }
        if (value instanceof BigDecimal decimal) {
            return ByteBuffer.wrap(decimal.unscaledValue().toByteArray());
        }
        if (value instanceof Number number && schema.type().name().matches("INT8|INT16|INT32")) {
            return number.intValue();
        }
        return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }

    Schema of(Struct struct) {
        return record(struct.schema());
    }
}
