package dev.gregor.avro.record;

import dev.gregor.avro.schema.TypeForm;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Conversions.BigDecimalConversion;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericData;

/** A record of a schema with one value in each field, as few as show what belongs there. */
public final class SampleRecord {

    private static final String UUID = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    private static final Set<String> CLASS_NAMES = Set.of("java-class", "java-key-class", "java-element-class");

    private final Set<String> open = new HashSet<>();

    private SampleRecord() {}

    /** Empty if only the user knows which values there are, as for a logical type of their own. */
    public static Optional<GenericData.Record> of(Schema record) {
        return new SampleRecord().record(record);
    }

    private Optional<GenericData.Record> record(Schema schema) {
        if (!open.add(schema.getFullName())) {
            return Optional.empty(); // A record in itself ends here.
        }
        try {
            return filled(schema);
        } finally {
            open.remove(schema.getFullName());
        }
    }

    private Optional<GenericData.Record> filled(Schema schema) {
        GenericData.Record record = new GenericData.Record(schema);
        for (Field field : schema.getFields()) {
            Optional<?> value = value(field.schema());
            if (value.isEmpty() && !holdsNull(field.schema())) {
                return Optional.empty();
            }
            record.put(field.pos(), value.orElse(null));
        }
        return Optional.of(record);
    }

    private static boolean holdsNull(Schema schema) {
        return schema.getType() == Schema.Type.NULL || (schema.isUnion() && schema.isNullable());
    }

    private Optional<?> value(Schema schema) {
        if (isOfUser(schema)) {
            return Optional.empty();
        }
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case ARRAY ->
                Optional.of(value(schema.getElementType()).map(List::of).orElse(List.of()));
            case MAP ->
                Optional.of(value(schema.getValueType())
                        .map(each -> Map.of("1", each))
                        .orElse(Map.of()));
            case UNION ->
                schema.getTypes().stream().flatMap(each -> value(each).stream()).findFirst();
            case NULL -> Optional.empty();
            default -> Optional.of(scalar(schema));
        };
    }

    private static boolean isOfUser(Schema schema) {
        String name = schema.getProp(LogicalType.LOGICAL_TYPE_PROP);
        return (name != null && !TypeForm.isStandard(name))
                || CLASS_NAMES.stream().anyMatch(each -> schema.getObjectProp(each) != null);
    }

    private static Object scalar(Schema schema) {
        return switch (schema.getType()) {
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(0));
            case FIXED -> new GenericData.Fixed(schema, new byte[schema.getFixedSize()]);
            case STRING -> schema.getLogicalType() == null ? "1" : UUID;
            case BYTES -> bytes(schema);
            case INT -> 1;
            case LONG -> 1L;
            case FLOAT -> 1f;
            case DOUBLE -> 1d;
            default -> true;
        };
    }

    private static ByteBuffer bytes(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return logical instanceof LogicalTypes.BigDecimal
                ? new BigDecimalConversion().toBytes(BigDecimal.ONE, schema, logical)
                : ByteBuffer.wrap(new byte[] {1});
    }
}
