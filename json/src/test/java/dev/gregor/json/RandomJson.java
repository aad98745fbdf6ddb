package dev.gregor.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Random changes of the JSON of a record: other ways to write the same values, and what is mostly wrong. */
record RandomJson(Random random) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> JUNK = List.of(
            "null",
            "true",
            "0",
            "-0",
            "-0.0",
            "1.5",
            "1e3",
            "1e400",
            "1e-400",
            "1e2147483647",
            "2147483648",
            "9223372036854775808",
            "0.1000000000000000055",
            "16777217",
            "\"\"",
            "\"x\"",
            "\"new$\"",
            "\"NaN\"",
            "\"-0\"",
            "\"5\"",
            "\"007\"",
            "\"AAE=\"",
            "\"AAE\"",
            "\"\\ud800\"",
            "\"12.345\"",
            "\"-0.00\"",
            "\"1e9\"",
            "\"2026-02-30\"",
            "\"2026-01-31\"",
            "\"24:00\"",
            "\"23:59:60\"",
            "\"10:00:00.0000000001\"",
            "\"2026-01-31T23:59:60Z\"",
            "\"2026-01-31T24:00:00Z\"",
            "\"2026-01-31T10:00:00.123456789+18:00\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"f81d4fae-7dec-11d0-a765-0a0c91e6bf6\"",
            "[]",
            "{}",
            "[null]",
            "{\"x\":1}",
            "{\"\\udc00\":{}}");

    /** Other offsets, uuids in capitals, longs as text, more zeros; and no fields that have a default. */
    JsonNode sameIn(Schema schema, JsonNode json) {
        if (json.isNull()) {
            return json;
        }
        return switch (schema.getType()) {
            case RECORD -> fields(schema, (ObjectNode) json);
            case ARRAY -> {
                ArrayNode items = JSON.arrayNode();
                json.forEach(item -> items.add(sameIn(schema.getElementType(), item)));
                yield items;
            }
            case MAP -> {
                ObjectNode entries = JSON.objectNode();
                json.properties()
                        .forEach(each -> entries.set(each.getKey(), sameIn(schema.getValueType(), each.getValue())));
                yield entries;
            }
            case UNION ->
                UnionBranches.choose(schema, json)
                        .map(branch -> sameIn(branch, json))
                        .orElse(json);
            case LONG -> json.isNumber() && random.nextInt(4) == 0 ? JSON.textNode(json.asText()) : text(schema, json);
            default -> text(schema, json);
        };
    }

    private ObjectNode fields(Schema schema, ObjectNode json) {
        ObjectNode fields = JSON.objectNode();
        for (Schema.Field field : schema.getFields()) {
            if (!field.hasDefaultValue() || random.nextBoolean()) {
                fields.set(field.name(), sameIn(field.schema(), json.path(field.name())));
            }
        }
        return fields;
    }

    private JsonNode text(Schema schema, JsonNode json) {
        @Nullable LogicalText<?> logical = LogicalText.of(schema);
        if (logical == null || random.nextInt(3) == 0) {
            return json;
        }
        String text = json.textValue();
        return JSON.textNode(
                switch (logical.format()) {
                    case "uuid" -> text.toUpperCase(Locale.ROOT);
                    case "decimal" -> text.contains(".") ? text + "00" : text + ".0";
                    case "date-time" -> atOtherOffset(text);
                    default -> text;
                });
    }

    private static String atOtherOffset(String text) {
        try {
            return OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.ofHours(-5))
                    .toString();
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** One value replaced, removed or added. */
    JsonNode mutated(JsonNode json) {
        ObjectNode copy = json.deepCopy();
        List<Consumer<JsonNode>> places = new ArrayList<>();
        collect(copy, places);
        JsonNode junk =
                JsonText.read(JUNK.get(random.nextInt(JUNK.size())).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        if (places.isEmpty() || random.nextInt(8) == 0) {
            copy.set("extra", junk);
        } else {
            places.get(random.nextInt(places.size())).accept(junk);
        }
        return copy;
    }

    private void collect(JsonNode json, List<Consumer<JsonNode>> places) {
        if (json instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                places.add(junk -> replace(object, entry.getKey(), junk));
                collect(entry.getValue(), places);
            }
        }
        if (json instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int place = i;
                places.add(junk -> array.set(place, junk));
                collect(array.get(i), places);
            }
        }
    }

    private void replace(ObjectNode object, String field, JsonNode junk) {
        switch (random.nextInt(8)) {
            case 0 -> object.remove(field);
            case 1 -> object.set(field + "x", junk);
            default -> object.set(field, junk);
        }
    }
}
