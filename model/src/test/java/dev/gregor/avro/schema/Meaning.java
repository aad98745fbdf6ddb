package dev.gregor.avro.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * What a value says, whatever it is stored as: what a person would take it for.
 *
 * @param ofEarlier whether the reader is an earlier version, to which enums of its own have said what to make of new symbols
 */
record Meaning(boolean ofEarlier) {

    private static final Map<String, ChronoUnit> UNITS =
            Map.of("millis", ChronoUnit.MILLIS, "micros", ChronoUnit.MICROS, "nanos", ChronoUnit.NANOS);

    /** Says what differs between a message as it was written and as it was read; empty if it means the same. */
    String difference(IndexedRecord written, IndexedRecord read) {
        return fields(written, read);
    }

    private String difference(Schema writer, Object written, Schema reader, Object read) {
        Schema before = branch(writer, written);
        Schema now = branch(reader, read);
        if (before.getType() != now.getType()) {
            return unlike(plain(before, written), plain(now, read));
        }
        return switch (now.getType()) {
            case RECORD ->
                isSame(before, now)
                        ? fields((IndexedRecord) written, (IndexedRecord) read)
                        : "a " + before + " was read as a " + now;
            case ARRAY -> elements(before.getElementType(), (List<?>) written, now.getElementType(), (List<?>) read);
            case MAP -> elements(before.getValueType(), sorted(written), now.getValueType(), sorted(read));
            case ENUM -> symbols(written.toString(), now, read.toString());
            default -> unlike(plain(before, written), plain(now, read));
        };
    }

    private static String unlike(Object was, Object is) {
        return was.equals(is) ? "" : was + " was read as " + is;
    }

    private String symbols(String written, Schema now, String read) {
        boolean mayBeDefault = ofEarlier && !now.hasEnumSymbol(written) && now.getEnumDefault() != null;
        return mayBeDefault ? "" : unlike(written, read);
    }

    private static Schema branch(Schema schema, Object value) {
        return schema.isUnion() ? schema.getTypes().get(GenericData.get().resolveUnion(schema, value)) : schema;
    }

    private static boolean isSame(Schema before, Schema now) {
        return before.getName().equals(now.getName())
                || now.getAliases().contains(before.getFullName())
                || before.getAliases().contains(now.getFullName());
    }

    private String fields(IndexedRecord written, IndexedRecord read) {
        Schema before = written.getSchema();
        for (Field field : read.getSchema().getFields()) {
            List<Field> sources = before.getFields().stream()
                    .filter(each -> each.name().equals(field.name())
                            || field.aliases().contains(each.name())
                            || each.aliases().contains(field.name()))
                    .toList();
            if (sources.size() == 1) {
                String difference = difference(
                        sources.get(0).schema(),
                        written.get(sources.get(0).pos()),
                        field.schema(),
                        read.get(field.pos()));
                if (!difference.isEmpty()) {
                    return field.name() + ": " + difference;
                }
            }
        }
        return "";
    }

    private String elements(Schema writer, List<?> written, Schema reader, List<?> read) {
        if (written.size() != read.size()) {
            return written + " was read as " + read;
        }
        for (int i = 0; i < written.size(); i++) {
            String difference = difference(writer, written.get(i), reader, read.get(i));
            if (!difference.isEmpty()) {
                return difference;
            }
        }
        return "";
    }

    private static List<?> sorted(Object map) {
        Map<String, Object> texts = new LinkedHashMap<>();
        ((Map<?, ?>) map).forEach((key, value) -> texts.put(key.toString(), value));
        return texts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Object plain(Schema schema, Object value) {
        String logical = String.valueOf(schema.getProp("logicalType"));
        if (logical.endsWith("s") && logical.contains("-")) {
            return time(logical, ((Number) value).longValue());
        }
        return switch (logical) {
            case "date", "money" -> logical + schema.getProp("currency") + value;
            case "decimal" -> new BigDecimal(new BigInteger(bytes(value)), scale(schema)).stripTrailingZeros();
            default -> stored(schema, value);
        };
    }

    private static Object time(String logical, long count) {
        int unit = logical.lastIndexOf('-');
        return logical.substring(0, unit)
                + Instant.EPOCH.plus(count, UNITS.getOrDefault(logical.substring(unit + 1), ChronoUnit.DAYS));
    }

    private static int scale(Schema schema) {
        return ((LogicalTypes.Decimal) schema.getLogicalType()).getScale();
    }

    private static Object stored(Schema schema, Object value) {
        return switch (schema.getType()) {
            case INT, LONG -> new BigDecimal(value.toString()).stripTrailingZeros();
            case FLOAT, DOUBLE -> new BigDecimal(((Number) value).doubleValue()).stripTrailingZeros();
            case BYTES -> List.of("bytes", new BigInteger(1, bytes(value)));
            case FIXED -> new BigInteger(1, ((GenericFixed) value).bytes()) + schema.getName();
            case STRING, ENUM -> schema.getType().equals(Schema.Type.ENUM) + value.toString();
            default -> String.valueOf(value);
        };
    }

    private static byte[] bytes(Object value) {
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
