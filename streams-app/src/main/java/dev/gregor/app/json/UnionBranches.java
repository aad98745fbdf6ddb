package dev.gregor.app.json;

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
 */
final class UnionBranches {

    private final Scalars scalars;

    UnionBranches(Scalars scalars) {
        this.scalars = scalars;
    }

    /** Empty if several branches or none could be meant; a branch that alone could be meant may still not fit. */
    Optional<Schema> choose(Schema union, JsonNode json) {
        List<Schema> branches = union.getTypes().stream()
                .filter(branch -> (branch.getType() == Schema.Type.NULL) == json.isNull())
                .toList();
        if (branches.size() == 1) {
            return Optional.of(branches.get(0));
        }
        List<Schema> alike = branches.stream()
                .filter(branch -> kind(branch) == json.getNodeType())
                .toList();
        return first(alike, branch -> fits(branch, json))
                .or(() -> first(branches, branch -> fits(branch, json)))
                .or(() -> first(alike, branch -> alike.size() == 1));
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

    private boolean fits(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case RECORD -> json.isObject() && fieldsLookRight(schema, json);
            case MAP ->
                json.isObject() && json.valueStream().allMatch(value -> looksRight(schema.getValueType(), value));
            default -> looksRight(schema, json);
        };
    }

    private boolean fieldsLookRight(Schema schema, JsonNode json) {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            Schema.Field field = schema.getField(entry.getKey());
            if (field == null || !looksRight(field.schema(), entry.getValue())) {
                return false;
            }
        }
        return schema.getFields().stream().allMatch(field -> field.hasDefaultValue() || json.has(field.name()));
    }

    private boolean looksRight(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case UNION -> schema.getTypes().stream().anyMatch(branch -> looksRight(branch, json));
            case NULL -> json.isNull();
            case RECORD, MAP -> json.isObject();
            case ARRAY -> json.isArray();
            default -> scalars.read(schema, json).isPresent();
        };
    }
}
