package dev.gregor.avro.schema;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.LogicalTypes.Decimal;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What a value of a schema stands for: its Avro type together with its logical type. */
public record TypeForm(Schema schema) {

    private static final Set<String> STANDARD = Set.of(
            "decimal",
            "big-decimal",
            "uuid",
            "date",
            "time-millis",
            "time-micros",
            "timestamp-millis",
            "timestamp-micros",
            "timestamp-nanos",
            "local-timestamp-millis",
            "local-timestamp-micros",
            "local-timestamp-nanos",
            "duration");
    private static final String JAVA = "avro.java.";

    /**
     * Whether this form reads as itself what was written as the other, apart from what is inside of arrays, maps, unions
     * and records. Numbers may become wider as long as no digit is lost; a UUID may be read as the text that it is.
     */
    boolean keeps(TypeForm written) {
        return keepsType(written.schema.getType()) && keepsMeaning(written);
    }

    private boolean keepsType(Schema.Type written) {
        Schema.Type type = schema.getType();
        return switch (written) {
            case INT -> type == written || type == Schema.Type.LONG || type == Schema.Type.DOUBLE;
            case FLOAT -> type == written || type == Schema.Type.DOUBLE;
            default -> type == written;
        };
    }

    private boolean keepsMeaning(TypeForm written) {
        @Nullable String before = written.logicalName();
        @Nullable String now = logicalName();
        if (now == null && "uuid".equals(before)) {
            return schema.getType() == Schema.Type.STRING;
        }
        return Objects.equals(before, now)
                && scale() == written.scale()
                && (now == null || isStandard(now) || attributes().equals(written.attributes()));
    }

    /** Whether numbers with the digits of the other form may have too many for this one. */
    boolean isNarrowerThan(TypeForm written) {
        return logicalType() instanceof Decimal now
                && written.logicalType() instanceof Decimal before
                && now.getPrecision() < before.getPrecision();
    }

    private int scale() {
        return logicalType() instanceof Decimal decimal ? decimal.getScale() : 0;
    }

    private @Nullable LogicalType logicalType() {
        return LogicalTypes.fromSchemaIgnoreInvalid(schema);
    }

    /** Avro passes over a standard logical type that does not fit, such as a date of a long. */
    private @Nullable String logicalName() {
        LogicalType logical = logicalType();
        if (logical != null) {
            return logical.getName();
        }
        String name = schema.getProp(LogicalType.LOGICAL_TYPE_PROP);
        return name == null || isStandard(name) ? null : name;
    }

    /** What a logical type that only the user knows may hang on, such as the currency of an amount. */
    private Map<String, String> attributes() {
        Map<String, String> attributes = new TreeMap<>();
        schema.forEachProperty((name, value) -> {
            if (!name.startsWith(JAVA)) {
                attributes.put(name, String.valueOf(value));
            }
        });
        return attributes;
    }

    /** Whether Avro itself says what values of a logical type there are. */
    public static boolean isStandard(String logicalType) {
        return STANDARD.contains(logicalType);
    }

    /** Such as {@code bytes decimal(12,2)}, {@code u.Line} or {@code null or string}. */
    @Override
    public String toString() {
        String type = switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream()
                        .map(branch -> new TypeForm(branch).toString())
                        .collect(Collectors.joining(" or "));
            case ARRAY -> "array of " + new TypeForm(schema.getElementType());
            case MAP -> "map of " + new TypeForm(schema.getValueType());
            case FIXED -> schema.getFullName() + " of " + schema.getFixedSize() + " bytes";
            default -> schema.getFullName();
        };
        String logical = logical();
        return logical.isEmpty() ? type : type + ' ' + logical;
    }

    private String logical() {
        if (logicalType() instanceof Decimal decimal) {
            return "decimal(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale());
        }
        @Nullable String name = logicalName();
        if (name == null) {
            return "";
        }
        return isStandard(name) ? name : attributes().toString();
    }
}
