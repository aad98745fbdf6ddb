package dev.gregor.avro.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Schemas as JSON: random ones, and random changes of one. */
public final class RandomSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> LEAVES = List.of(
            "\"boolean\"",
            "\"int\"",
            "\"long\"",
            "\"float\"",
            "\"double\"",
            "\"bytes\"",
            "\"string\"",
            logical("int", "date"),
            logical("int", "time-millis"),
            logical("long", "time-micros"),
            logical("long", "timestamp-millis"),
            logical("long", "timestamp-micros"),
            logical("long", "timestamp-nanos"),
            logical("long", "local-timestamp-millis"),
            logical("string", "uuid"),
            "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": 2}",
            "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": 4}",
            "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 12, \"scale\": 2}",
            "{\"type\": \"long\", \"logicalType\": \"money\", \"currency\": \"EUR\"}",
            "{\"type\": \"long\", \"logicalType\": \"money\", \"currency\": \"USD\"}");
    private static final List<String> SYMBOLS = List.of("A", "B", "C", "D");

    private final Random random;
    private int names;

    public RandomSchemas(Random random) {
        this.random = random;
    }

    private static String logical(String type, String name) {
        return "{\"type\": \"%s\", \"logicalType\": \"%s\"}".formatted(type, name);
    }

    public ObjectNode message() {
        names = 0;
        return record(2);
    }

    private ObjectNode record(int depth) {
        ObjectNode record = named("record");
        ArrayNode fields = record.putArray("fields");
        int size = 1 + random.nextInt(4);
        for (int i = 0; i < size; i++) {
            fields.add(field("f" + i, type(depth)));
        }
        if (random.nextInt(6) == 0) {
            fields.add(field(
                    "next",
                    JSON.createArrayNode()
                            .add("null")
                            .add("a." + record.get("name").asText())));
        }
        return record;
    }

    private ObjectNode named(String type) {
        return JSON.createObjectNode()
                .put("type", type)
                .put("name", "N" + names++)
                .put("namespace", "a");
    }

    private ObjectNode field(String name, JsonNode type) {
        ObjectNode field = JSON.createObjectNode().put("name", name).set("type", type);
        if (type.isTextual() && random.nextInt(3) == 0) {
            return withDefault(field, type.asText());
        }
        return type.isArray() && type.get(0).asText().equals("null") && random.nextBoolean()
                ? field.putNull("default")
                : field;
    }

    private static ObjectNode withDefault(ObjectNode field, String type) {
        return switch (type) {
            case "boolean" -> field.put("default", true);
            case "int", "long", "float", "double" -> field.put("default", 7);
            case "bytes", "string" -> field.put("default", "x");
            default -> field;
        };
    }

    private JsonNode type(int depth) {
        int kind = random.nextInt(depth == 0 ? 12 : 18);
        return switch (kind) {
            case 9 -> symbols();
            case 10, 11 -> union(depth);
            case 12, 13 -> JSON.createObjectNode().put("type", "array").set("items", type(depth - 1));
            case 14 -> JSON.createObjectNode().put("type", "map").set("values", type(depth - 1));
            case 15 -> named("fixed").put("size", 4 + random.nextInt(2));
            case 16, 17 -> record(depth - 1);
            default -> leaf();
        };
    }

    private JsonNode leaf() {
        return parse(LEAVES.get(random.nextInt(LEAVES.size())));
    }

    private ObjectNode symbols() {
        List<String> symbols = new ArrayList<>(SYMBOLS);
        Collections.shuffle(symbols, random);
        ObjectNode node = named("enum");
        symbols.subList(0, 1 + random.nextInt(3)).forEach(node.withArray("symbols")::add);
        return random.nextBoolean()
                ? node
                : node.put("default", node.get("symbols").get(0).asText());
    }

    private ArrayNode union(int depth) {
        ArrayNode union = JSON.createArrayNode();
        if (depth > 0 && random.nextInt(3) == 0) {
            return union.add(record(0)).add(record(0));
        }
        return random.nextBoolean()
                ? union.add("null").add(leaf())
                : union.add("string").add("int").add(record(0));
    }

    /** Another schema that one change away, or a few. */
    JsonNode changed(ObjectNode message) {
        JsonNode copy = message.deepCopy();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            List<ObjectNode> records = new ArrayList<>();
            List<ObjectNode> others = new ArrayList<>();
            List<ArrayNode> unions = new ArrayList<>();
            collect(copy, records, others, unions);
            copy = change(copy, pick(records), others, unions);
        }
        return copy;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static void collect(
            JsonNode node, List<ObjectNode> records, List<ObjectNode> others, List<ArrayNode> unions) {
        if (node.isArray()) {
            unions.add((ArrayNode) node);
            node.forEach(each -> collect(each, records, others, unions));
        } else if (node.path("type").asText().equals("record")) {
            records.add((ObjectNode) node);
            node.get("fields").forEach(field -> collect(field.get("type"), records, others, unions));
        } else if (node.isObject()) {
            others.add((ObjectNode) node);
            collect(node.path("items"), records, others, unions);
            collect(node.path("values"), records, others, unions);
        }
    }

    private JsonNode change(JsonNode root, ObjectNode record, List<ObjectNode> others, List<ArrayNode> unions) {
        ArrayNode fields = (ArrayNode) record.get("fields");
        if (fields.isEmpty()) {
            fields.add(field("f0", leaf()));
        }
        ObjectNode field = (ObjectNode) fields.get(random.nextInt(fields.size()));
        switch (random.nextInt(10)) {
            case 0 -> unions.forEach(this::shuffle);
            case 1 ->
                unions.stream().filter(union -> union.size() > 1).forEach(union -> union.remove(union.size() - 1));
            case 2 -> others.forEach(this::changeAttributes);
            case 3 -> renameType(record);
            case 4, 5 -> changeFields(fields);
            case 6 -> {
                return moved(root);
            }
            default -> changeField(field);
        }
        return root;
    }

    private static JsonNode moved(JsonNode root) {
        return parse(root.toString()
                .replace("\"namespace\":\"a\"", "\"namespace\":\"b\"")
                .replace("\"a.N", "\"b.N"));
    }

    private void changeFields(ArrayNode fields) {
        switch (random.nextInt(5)) {
            case 0 -> fields.add(field("f" + random.nextInt(6), leaf()));
            case 1 -> fields.remove(random.nextInt(fields.size()));
            case 2 ->
                fields.add(withDefault(JSON.createObjectNode().put("name", "h").put("type", "long"), "long"));
            default -> shuffle(fields);
        }
    }

    private void changeField(ObjectNode field) {
        switch (random.nextInt(6)) {
            case 0 -> field.set("type", type(1));
            case 1 -> field.set("type", leaf());
            case 2 -> rename(field, "g" + random.nextInt(3));
            case 3 -> rename(field, "f" + random.nextInt(4));
            case 4 -> field.withArray("aliases").add("f" + random.nextInt(4));
            default -> field.set("type", optional(field.get("type")));
        }
    }

    private JsonNode optional(JsonNode type) {
        return type.isArray() ? type : JSON.createArrayNode().add("null").add(type);
    }

    private void rename(ObjectNode field, String name) {
        if (random.nextInt(3) > 0) {
            field.withArray("aliases").add(field.get("name").asText());
        }
        field.put("name", name);
    }

    private void renameType(ObjectNode record) {
        String before = "a." + record.get("name").asText();
        record.put("name", "M" + random.nextInt(3));
        if (random.nextBoolean()) {
            record.withArray("aliases").add(before);
        }
    }

    private void shuffle(ArrayNode array) {
        List<JsonNode> nodes = new ArrayList<>();
        array.forEach(nodes::add);
        Collections.shuffle(nodes, random);
        array.removeAll().addAll(nodes);
    }

    private void changeAttributes(ObjectNode type) {
        if (type.has("symbols")) {
            type.set("symbols", symbols().get("symbols"));
            type.put("default", type.get("symbols").get(0).asText());
        } else if (type.has("scale")) {
            type.put("scale", random.nextInt(5)).put("precision", 8 + random.nextInt(5));
        } else if (type.has("size")) {
            type.put("size", 4 + random.nextInt(2));
        } else if (random.nextBoolean()) {
            type.remove("logicalType");
        }
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
