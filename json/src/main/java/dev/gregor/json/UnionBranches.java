package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.Schema;

/**
 * Chooses the branch of a union by the look of the JSON, without reading it: one level deep, so that the time does not
 * grow with the nesting of unions.
 *
 * <p>Of several branches that fit, one is better that is written exactly as the JSON is, and among objects one of which
 * nothing is left out; of equally good ones the first is chosen. If a field is left out of all of them, none is.
 */
final class UnionBranches {

    private UnionBranches() {}

    /** Empty if several branches or none could be meant; a branch that alone could be meant may still not fit. */
    static Optional<Schema> choose(Schema union, JsonNode json) {
        List<Schema> branches = union.getTypes().stream()
                .filter(branch -> (branch.getType() == Schema.Type.NULL) == json.isNull())
                .toList();
        if (branches.size() == 1) {
            return Optional.of(branches.get(0));
        }
        List<Schema> alike = branches.stream()
                .filter(branch -> kind(branch) == json.getNodeType())
                .toList();
        List<Schema> fitting = fitting(union, json);
        return first(fitting, branch -> isComplete(branch, json) && isExact(branch, json))
                .or(() -> first(fitting, branch -> isComplete(branch, json)))
                .or(() -> first(fitting, branch -> fitting.size() == 1))
                .or(() -> first(alike, branch -> fitting.isEmpty() && alike.size() == 1));
    }

    /** The branches that the JSON fits; of those that have another kind of JSON only if there is no other. */
    static List<Schema> fitting(Schema union, JsonNode json) {
        List<Schema> fitting = union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL && fits(branch, json))
                .toList();
        List<Schema> alike = fitting.stream()
                .filter(branch -> kind(branch) == json.getNodeType())
                .toList();
        return alike.isEmpty() ? fitting : alike;
    }

    private static Optional<Schema> first(List<Schema> branches, Predicate<Schema> condition) {
        return branches.stream().filter(condition).findFirst();
    }

    private static JsonNodeType kind(Schema schema) {
        if (LogicalText.of(schema) != null) {
            return JsonNodeType.STRING;
        }
        return switch (schema.getType()) {
            case RECORD, MAP -> JsonNodeType.OBJECT;
            case ARRAY -> JsonNodeType.ARRAY;
            case BOOLEAN -> JsonNodeType.BOOLEAN;
            case INT, LONG, FLOAT, DOUBLE -> JsonNodeType.NUMBER;
            default -> JsonNodeType.STRING;
        };
    }

    private static boolean fits(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case RECORD -> json.isObject() && fieldsLookRight(schema, json);
            case MAP ->
                json.isObject() && json.valueStream().allMatch(value -> looksRight(schema.getValueType(), value));
            default -> looksRight(schema, json);
        };
    }

    private static boolean fieldsLookRight(Schema schema, JsonNode json) {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            Schema.Field field = schema.getField(entry.getKey());
            if (field == null || !looksRight(field.schema(), entry.getValue())) {
                return false;
            }
        }
        return schema.getFields().stream().allMatch(field -> field.hasDefaultValue() || json.has(field.name()));
    }

    private static boolean looksRight(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case UNION -> schema.getTypes().stream().anyMatch(branch -> looksRight(branch, json));
            case NULL -> json.isNull();
            case RECORD, MAP -> json.isObject();
            case ARRAY -> json.isArray();
            default -> Scalars.read(schema, json).isPresent();
        };
    }

    private static boolean isComplete(Schema schema, JsonNode json) {
        return schema.getType() != Schema.Type.RECORD
                || json.size() == schema.getFields().size();
    }

    private static boolean isExact(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case RECORD ->
                schema.getFields().stream().allMatch(field -> looksExact(field.schema(), json.path(field.name())));
            case MAP -> json.valueStream().allMatch(value -> looksExact(schema.getValueType(), value));
            default -> looksExact(schema, json);
        };
    }

    private static boolean looksExact(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case UNION -> schema.getTypes().stream().anyMatch(branch -> looksExact(branch, json));
            case NULL -> json.isNull();
            case RECORD, MAP -> json.isObject();
            case ARRAY -> json.isArray();
            default ->
                Scalars.read(schema, json)
                        .filter(raw -> isSame(JsonWriter.GENERIC.write(schema, raw), json))
                        .isPresent();
        };
    }

    /** What reads as the same kind of value, and a number without a point as one without a point. */
    private static boolean isSame(JsonNode written, JsonNode sent) {
        return written.isNumber() ? written.isIntegralNumber() == sent.isIntegralNumber() : written.equals(sent);
    }
}
