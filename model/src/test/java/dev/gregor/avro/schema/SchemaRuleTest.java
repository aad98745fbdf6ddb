package dev.gregor.avro.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemaRuleTest {

    private static final Schema NAME = schema("{\"name\": \"name\", \"type\": \"string\"}");
    private static final Schema AGE =
            schema("{\"name\": \"name\", \"type\": \"string\"}, {\"name\": \"age\", \"type\": \"int\"}");
    private static final Schema AGE_WITH_DEFAULT = schema(
            "{\"name\": \"name\", \"type\": \"string\"}, {\"name\": \"age\", \"type\": \"int\", \"default\": 0}");

    private static Schema schema(String fields) {
        return new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"Registered\", \"namespace\": \"u\", \"fields\": [" + fields
                        + "]}");
    }

    @Test
    void namesANewFieldWithoutDefault() {
        assertThat(SchemaRule.FULL.breaks(AGE, List.of(NAME)))
                .containsExactly("field 'age' of u.Registered is new and has no default value: give it one,"
                        + " or make the change under a new major version of the message");
    }

    @Test
    void namesAFieldThatEarlierVersionsNeed() {
        assertThat(SchemaRule.FULL.breaks(NAME, List.of(AGE)))
                .containsExactly("field 'age' of u.Registered is gone but earlier versions need it: keep it,"
                        + " or make the change under a new major version of the message");
    }

    @Test
    void allowsANewFieldWithDefaultAndItsRemoval() {
        assertThat(SchemaRule.FULL.breaks(AGE_WITH_DEFAULT, List.of(NAME))).isEmpty();
        assertThat(SchemaRule.FULL.breaks(NAME, List.of(AGE_WITH_DEFAULT))).isEmpty();
    }

    @Test
    void namesAFieldOfAnotherTypeWhereverItIs() {
        Schema lines = schema(lines("long"));

        assertThat(SchemaRule.BACKWARD.breaks(schema(lines("string")), List.of(lines)))
                .singleElement()
                .asString()
                .startsWith(
                        "field 'lines.amount' of u.Registered is no longer what it was (long, now string): keep its type");
    }

    private static String lines(String type) {
        return """
                {"name": "lines", "type": {"type": "array", "items":
                  {"type": "record", "name": "Line", "fields": [{"name": "amount", "type": "%s"}]}}}""".formatted(type);
    }

    @Test
    void comparesWithEveryEarlierSchema() {
        Schema text = schema("{\"name\": \"age\", \"type\": \"string\", \"default\": \"\"}");
        Schema none = SchemaBuilder.record("u.Registered").fields().endRecord();
        Schema number = schema("{\"name\": \"age\", \"type\": \"int\", \"default\": 0}");

        assertThat(SchemaRule.BACKWARD.breaks(number, List.of(none))).isEmpty();
        assertThat(SchemaRule.BACKWARD.breaks(number, List.of(text, none))).hasSize(1);
    }

    @Test
    void looksOneWayOnlyIfToldSo() {
        assertThat(SchemaRule.FORWARD.breaks(AGE, List.of(NAME))).isEmpty();
        assertThat(SchemaRule.BACKWARD.breaks(NAME, List.of(AGE))).isEmpty();
        assertThat(SchemaRule.NONE.breaks(AGE, List.of(NAME))).isEmpty();
    }

    @Test
    void lacksNothingInASchemaThatWasAcceptedBefore() {
        assertThat(SchemaRule.FULL.breaks(AGE, List.of(NAME, AGE))).isEmpty();
    }

    @Test
    void isReadFromASetting() {
        assertThat(SchemaRule.parse("backward")).isEqualTo(SchemaRule.BACKWARD);
        assertThatThrownBy(() -> SchemaRule.parse("both"))
                .hasMessage("'both' is no rule for schemas: expected full, backward, forward or none");
    }
}
