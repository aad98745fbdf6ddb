package dev.gregor.avro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;

/** What Avro's Java compiler adds to a schema, such as {@code avro.java.string}, and other languages do not have. */
final class JavaProperties {

    private static final String PREFIX = "avro.java.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private JavaProperties() {}

    static Schema without(Schema schema) {
        try {
            JsonNode tree = JSON.readTree(schema.toString());
            remove(tree);
            return new Schema.Parser().parse(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A schema has no JSON: " + schema.getFullName(), e);
        }
    }

    private static void remove(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(property -> property.getKey().startsWith(PREFIX));
        }
        node.forEach(JavaProperties::remove);
    }
}
