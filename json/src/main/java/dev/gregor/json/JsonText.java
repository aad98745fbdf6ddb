package dev.gregor.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;

/** JSON as bytes: read strictly, with each number as it was sent, and written with the fewest digits that tell a number. */
public final class JsonText {

    /** How many objects and arrays may be within each other. */
    public static final int MAX_DEPTH = 200;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonMapper WRITER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private final JsonParser in;
    private final Deque<ContainerNode<?>> open = new ArrayDeque<>();

    private JsonText(JsonParser in) {
        this.in = in;
    }

    /**
     * The one JSON value in bytes; a missing node if there are only blanks. Numbers with a point or an exponent are kept as
     * decimals, a zero with a minus as a double.
     *
     * @throws InvalidJsonException if it is no JSON, has a name twice in an object, or is nested deeper than
     *     {@link #MAX_DEPTH}; says where
     */
    public static JsonNode read(byte[] json) {
        try (JsonParser in = FACTORY.createParser(json)) {
            return new JsonText(in).document();
        } catch (JsonProcessingException e) {
            throw InvalidJsonException.of(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** UTF-8 without line breaks. */
    public static byte[] write(JsonNode json) {
        try {
            return WRITER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode document() throws IOException {
        JsonToken first = in.nextToken();
        if (first == null) {
            return MissingNode.getInstance();
        }
        JsonNode root = value(first);
        while (!open.isEmpty()) {
            member(in.nextToken());
        }
        if (in.nextToken() != null) {
            throw wrong("More follows the end of the value", "the end");
        }
        return root;
    }

    private void member(JsonToken token) throws IOException {
        if (token.isStructEnd()) {
            open.pop();
        } else if (token != JsonToken.FIELD_NAME) {
            add(open.element(), in.currentName(), token);
        }
    }

    private void add(ContainerNode<?> parent, String name, JsonToken token) throws IOException {
        if (parent instanceof ObjectNode object) {
            object.set(name, value(token));
        } else {
            ((ArrayNode) parent).add(value(token));
        }
    }

    private JsonNode value(JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> opened(JSON.objectNode());
            case START_ARRAY -> opened(JSON.arrayNode());
            case VALUE_STRING -> JSON.textNode(in.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            case VALUE_NULL -> JSON.nullNode();
            default -> JSON.booleanNode(token == JsonToken.VALUE_TRUE);
        };
    }

    private ContainerNode<?> opened(ContainerNode<?> container) {
        if (open.size() == MAX_DEPTH) {
            throw wrong(
                    "It is nested deeper than " + MAX_DEPTH + " levels",
                    "at most " + MAX_DEPTH + " objects and arrays within each other");
        }
        open.push(container);
        return container;
    }

    private JsonNode number() throws IOException {
        try {
            BigDecimal value = in.getDecimalValue();
            if (value.signum() == 0 && in.getText().startsWith("-")) {
                return JSON.numberNode(-0.0);
            }
            return in.currentToken() == JsonToken.VALUE_NUMBER_INT ? whole() : JSON.numberNode(value);
        } catch (NumberFormatException | ArithmeticException beyondDecimals) {
            throw wrong(
                    "The number " + Excerpt.of(in.getText()) + " has too large an exponent",
                    "an exponent from -2147483647 to 2147483647");
        }
    }

    private JsonNode whole() throws IOException {
        BigInteger value = in.getBigIntegerValue();
        int bits = value.bitLength();
        if (bits < Integer.SIZE) {
            return JSON.numberNode(value.intValue());
        }
        return bits < Long.SIZE ? JSON.numberNode(value.longValue()) : JSON.numberNode(value);
    }

    private InvalidJsonException wrong(String problem, String expected) {
        return new InvalidJsonException(problem, expected, in.currentTokenLocation());
    }
}
