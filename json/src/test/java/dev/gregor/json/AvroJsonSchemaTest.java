package dev.gregor.json;

import static dev.gregor.json.AvroJsonTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.gregor.json.sample.Address;
import dev.gregor.json.sample.Chain;
import dev.gregor.json.sample.Everything;
import dev.gregor.json.sample.Volume;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class AvroJsonSchemaTest {

    private static final ObjectNode EVERYTHING = AvroJsonSchema.of(Everything.getClassSchema());
    private static final JsonSchema VALIDATOR =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(EVERYTHING);

    static final long[] SEEDS = AvroJsonRoundTripTest.SEEDS;

    @Test
    void describesARecordWithItsDocsAndDefaults() {
        assertThat(AvroJsonSchema.of(Address.getClassSchema())).isEqualTo(json("""
                        {"type":"object","description":"A postal address.",
                         "properties":{
                           "lines":{"type":"array","items":{"type":"string"},
                                    "description":"From the street to the country."},
                           "postcode":{"type":["string","null"],"default":null}},
                         "required":["lines"],"additionalProperties":false}"""));
    }

    @Test
    void refersARecordThatContainsItselfToTheRoot() {
        assertThat(AvroJsonSchema.of(Chain.getClassSchema()).at("/properties/next/anyOf"))
                .hasToString("[{\"type\":\"null\"},{\"$ref\":\"#\"}]");
    }

    @Test
    void putsRecordsAmongTheComponents() {
        ObjectNode components = JsonNodeFactory.instance.objectNode();

        ObjectNode reference = AvroJsonSchema.into(components, Chain.getClassSchema());

        assertThat(reference).hasToString("{\"$ref\":\"#/components/schemas/dev.gregor.json.sample.Chain\"}");
        assertThat(components.fieldNames()).toIterable().containsExactly("dev.gregor.json.sample.Chain");
        assertThat(components.findValue("next").at("/anyOf/1")).isEqualTo(reference);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            flag       | {"type":"boolean"}
            small      | {"type":"integer","format":"int32"}
            large      | {"type":"integer","format":"int64"}
            coarse     | {"type":"number","format":"float"}
            fine       | {"type":"number","format":"double"}
            text       | {"type":"string"}
            blob       | {"type":"string","format":"byte","contentEncoding":"base64"}
            checksum   | {"type":"string","format":"byte","contentEncoding":"base64"}
            volume     | {"type":"string","description":"How loud.","enum":["LOW","HIGH"]}
            numbers    | {"type":"array","items":{"type":"integer","format":"int32"}}
            addresses  | {"type":"object","additionalProperties":{"$ref":"#/$defs/dev.gregor.json.sample.Address"}}
            day        | {"type":"string","format":"date"}
            timeMicros | {"type":"string","format":"time-local"}
            atNanos    | {"type":"string","format":"date-time"}
            wall       | {"type":"string","format":"date-time-local"}
            token      | {"type":"string","format":"uuid"}
            price      | {"type":"string","format":"decimal"}
            seenAt     | {"type":["string","null"],"format":"date-time","default":null}
            tries      | {"type":"integer","format":"int32","description":"Tries before giving up.","default":3}
            since      | {"type":"string","format":"date-time","default":"1970-01-01T00:00:00Z"}
            mark       | {"type":"string","format":"byte","contentEncoding":"base64","default":"/w=="}
            """)
    void describesEachType(String field, String expected) {
        assertThat(EVERYTHING.path("properties").path(field)).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void holdsForWhatIsWritten(long seed) {
        Everything record = new Samples(seed).everything();
        record.put("fine", 1.0);
        record.put("shape", Volume.LOW);

        assertThat(VALIDATOR.validate(AvroJson.write(record))).isEmpty();
    }

    @Test
    void refusesUnknownAndMissingFields() {
        JsonNode empty = json("{\"surplus\":1}");
        long required = Everything.getClassSchema().getFields().stream()
                .filter(field -> !field.hasDefaultValue())
                .count();

        assertThat(VALIDATOR.validate(empty)).hasSize((int) required + 1);
    }

    @Test
    void describesASchemaThatIsNoRecord() {
        assertThat(AvroJsonSchema.of(Schema.createArray(Schema.create(Schema.Type.LONG))))
                .isEqualTo(json("{\"type\":\"array\",\"items\":{\"type\":\"integer\",\"format\":\"int64\"}}"));
    }
}
