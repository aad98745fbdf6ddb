package dev.gregor.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Random schemas of records, of all types and logical types that Avro has. */
final class RandomTypes {

    private static final List<String> WORDS = List.of("new", "class", "name", "schema", "_a", "b1", "default");
    private static final List<Supplier<Schema>> LEAVES = List.of(
            () -> Schema.create(Schema.Type.BOOLEAN),
            () -> Schema.create(Schema.Type.INT),
            () -> Schema.create(Schema.Type.LONG),
            () -> Schema.create(Schema.Type.FLOAT),
            () -> Schema.create(Schema.Type.DOUBLE),
            () -> Schema.create(Schema.Type.STRING),
            () -> Schema.create(Schema.Type.BYTES),
            () -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT)),
            () -> LogicalTypes.timeMillis().addToSchema(Schema.create(Schema.Type.INT)),
            () -> LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.timestampNanos().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.localTimestampMillis().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.localTimestampNanos().addToSchema(Schema.create(Schema.Type.LONG)),
            () -> LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING)),
            () -> LogicalTypes.bigDecimal().addToSchema(Schema.create(Schema.Type.BYTES)),
            () -> new LogicalType("money").addToSchema(Schema.create(Schema.Type.LONG)));

    /** Integers, doubles and texts. */
    private static final List<Integer> SIMPLE = List.of(1, 2, 4, 5);

    private final Random random;
    private final List<Schema> open = new ArrayList<>();
    private int names;

    RandomTypes(Random random) {
        this.random = random;
    }

    Schema next() {
        names = 0;
        return record(3);
    }

    private Schema record(int depth) {
        Schema record = Schema.createRecord("R" + names++, null, "a", false);
        open.add(record);
        List<Schema.Field> fields = new ArrayList<>();
        int size = random.nextInt(depth == 3 ? 1 : 0, 5);
        for (int i = 0; i < size; i++) {
            String name = random.nextBoolean() ? "f" + i : WORDS.get(i);
            fields.add(field(name, type(depth - 1)));
        }
        record.setFields(fields);
        open.remove(record);
        return record;
    }

    private Schema.Field field(String name, Schema type) {
        Object value = random.nextInt(3) == 0 ? defaultOf(type) : null;
        return value == null ? new Schema.Field(name, type) : new Schema.Field(name, type, null, value);
    }

    private static @Nullable Object defaultOf(Schema type) {
        return switch (type.getType()) {
            case NULL -> JsonProperties.NULL_VALUE;
            case BOOLEAN -> true;
            case INT, LONG -> 7;
            case FLOAT, DOUBLE -> -1.5;
            case STRING -> type.getLogicalType() == null ? "x" : null;
            case BYTES -> type.getLogicalType() == null ? "ÿ" : null;
            default -> defaultOfParts(type);
        };
    }

    private static @Nullable Object defaultOfParts(Schema type) {
        return switch (type.getType()) {
            case ARRAY -> List.of();
            case MAP -> Map.of();
            case ENUM -> type.getEnumSymbols().get(0);
            case UNION -> defaultOf(type.getTypes().get(0));
            default -> null;
        };
    }

    private Schema type(int depth) {
        int kind = random.nextInt(depth <= 0 ? 22 : 30);
        return switch (kind) {
            case 19 -> decimal();
            case 20 -> symbols();
            case 21 -> fixed();
            case 22, 23 -> Schema.createArray(type(depth - 1));
            case 24 -> Schema.createMap(type(depth - 1));
            case 25, 26, 27 -> union(depth);
            case 28, 29 -> random.nextInt(3) == 0 ? again() : record(depth - 1);
            default -> LEAVES.get(kind).get();
        };
    }

    /** A record that may contain itself. */
    private Schema again() {
        Schema record = open.get(random.nextInt(open.size()));
        return switch (random.nextInt(3)) {
            case 0 -> Schema.createArray(record);
            case 1 -> Schema.createMap(record);
            default -> Schema.createUnion(Schema.create(Schema.Type.NULL), record);
        };
    }

    private Schema union(int depth) {
        List<Schema> branches = new ArrayList<>(List.of(Schema.create(Schema.Type.NULL)));
        int size = random.nextInt(1, 4);
        for (int i = 0; i < size; i++) {
            Schema branch = random.nextInt(3) == 0 ? similar() : type(depth - 1);
            boolean fits = branch.getType() != Schema.Type.UNION
                    && branches.stream().noneMatch(each -> each.getFullName().equals(branch.getFullName()));
            if (fits) {
                branches.add(random.nextInt(4) == 0 ? 0 : branches.size(), branch);
            }
        }
        return Schema.createUnion(branches);
    }

    /** A record that looks much like others of its kind. */
    private Schema similar() {
        Schema record = Schema.createRecord("R" + names++, null, "a", false);
        record.setFields(Stream.of("a", "b", "c")
                .filter(name -> random.nextInt(3) > 0)
                .map(name -> field(
                        name,
                        LEAVES.get(SIMPLE.get(random.nextInt(SIMPLE.size()))).get()))
                .toList());
        return record;
    }

    private Schema decimal() {
        int precision = random.nextInt(1, 30);
        LogicalTypes.Decimal decimal = LogicalTypes.decimal(precision, random.nextInt(precision + 1));
        return decimal.addToSchema(
                random.nextBoolean()
                        ? Schema.create(Schema.Type.BYTES)
                        : Schema.createFixed("F" + names++, null, "a", 1 + precision / 2));
    }

    private Schema fixed() {
        return switch (random.nextInt(3)) {
            case 0 -> LogicalTypes.duration().addToSchema(Schema.createFixed("F" + names++, null, "a", 12));
            case 1 -> LogicalTypes.uuid().addToSchema(Schema.createFixed("F" + names++, null, "a", 16));
            default -> Schema.createFixed("F" + names++, null, "a", random.nextInt(5));
        };
    }

    private Schema symbols() {
        return Schema.createEnum("E" + names++, null, "a", WORDS.subList(random.nextInt(3), 4 + random.nextInt(4)));
    }
}
