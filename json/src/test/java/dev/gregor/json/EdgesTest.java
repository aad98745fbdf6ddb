package dev.gregor.json;

import static dev.gregor.json.AvroJsonTest.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.json.sample.Cat;
import dev.gregor.json.sample.Everything;
import dev.gregor.json.sample.Named;
import dev.gregor.json.sample.Node;
import dev.gregor.json.sample.Unions;
import dev.gregor.json.sample.Word;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values at the edges come out as they went in, or are refused. */
class EdgesTest {

    private static String written(Class<? extends SpecificRecord> type, JsonNode json, String field) {
        return new String(
                JsonText.write(AvroJson.write(AvroJson.read(type, json)).path(field)), UTF_8);
    }

    private static JsonNode with(String field, String value) {
        return json(AvroJsonTest.REQUIRED + "}").set(field, AvroJsonTest.jsonValue(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            fine       | -0.0                               | -0.0
            fine       | -0                                 | -0.0
            fine       | 0.30000000000000004                | 0.30000000000000004
            fine       | 0.10000000000000001                | 0.1
            fine       | 5e-324                             | 4.9E-324
            fine       | 1e23                               | 1.0E23
            fine       | 9007199254740992                   | 9.007199254740992E15
            fine       | "-Infinity"                        | "-Infinity"
            coarse     | -0.0                               | -0.0
            coarse     | 16777216                           | 1.6777216E7
            coarse     | 1.1754944E-38                      | 1.1754944E-38
            small      | -2147483648                        | -2147483648
            large      | -9223372036854775808               | -9223372036854775808
            large      | "9007199254740993"                 | 9007199254740993
            text       | "\\u0000 \\ud83d\\ude00"           | "\\u0000 😀"
            text       | ""                                 | ""
            atNanos    | "1969-12-31T23:59:59.999999999Z"   | "1969-12-31T23:59:59.999999999Z"
            atNanos    | "1677-09-21T00:12:43.145224192Z"   | "1677-09-21T00:12:43.145224192Z"
            wallNanos  | "1969-12-31T23:59:59.000000001"    | "1969-12-31T23:59:59.000000001"
            atMicros   | "1969-12-31T23:59:59.999999Z"      | "1969-12-31T23:59:59.999999Z"
            at         | "1969-12-31T23:59:59.999Z"         | "1969-12-31T23:59:59.999Z"
            at         | "+12026-01-31T10:00:00Z"           | "+12026-01-31T10:00:00Z"
            at         | "-0044-03-15T12:00:00Z"            | "-0044-03-15T12:00:00Z"
            at         | "2026-01-31T23:30:00-01:00"        | "2026-02-01T00:30:00Z"
            day        | "-0001-12-31"                      | "-0001-12-31"
            day        | "+5881580-07-11"                   | "+5881580-07-11"
            timeMicros | "23:59:59.999999"                  | "23:59:59.999999"
            token      | "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6" | "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
            price      | "12.500"                           | "12.50"
            price      | "-0.01"                            | "-0.01"
            ratio      | "12.500"                           | "12.500"
            blob       | ""                                 | ""
            addresses  | {"":{"lines":[]},"a.b $":{"lines":[]}} | {"":{"lines":[],"postcode":null},"a.b $":{"lines":[],"postcode":null}}
            """)
    void keepsValues(String field, String sent, String written) {
        assertThat(AvroJsonTest.jsonValue(written(Everything.class, with(field, sent), field)))
                .isEqualTo(AvroJsonTest.jsonValue(written));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            fine       | 1e-1000000000
            fine       | 1e2147483647
            fine       | 1e-400
            fine       | 9007199254740993
            fine       | 1.0000000000000001
            fine       | 0.1000000000000000055
            fine       | 12345678901234567890
            coarse     | 16777217
            coarse     | 0.123456789
            coarse     | 0.10000000149011612
            coarse     | 1e-60
            small      | 1.0
            small      | 1e3
            small      | -0
            large      | 1.0
            large      | "007"
            large      | "-0"
            text       | "\\ud800"
            text       | "a\\udc00b"
            text       | null
            at         | "2016-12-31T23:59:60Z"
            at         | "2026-01-31T24:00:00Z"
            at         | "2026-01-31T10:00:00"
            atNanos    | "1677-09-21T00:12:43.145224191Z"
            timeMillis | "24:00"
            timeMillis | "23:59:60"
            wall       | "2026-01-31T24:00:00"
            day        | "10000-01-01"
            day        | "+5881580-07-12"
            price      | "-0.00"
            price      | "007"
            price      | "1e2"
            price      | "+1"
            blob       | "AAE"
            blob       | "AB=="
            blob       | "_-8="
            checksum   | "AAECAwQ="
            addresses  | {"\\ud800":{"lines":[]}}
            """)
    void refusesWhatWouldNotComeOutAsItWentIn(String field, String sent) {
        assertThatThrownBy(() -> AvroJson.read(Everything.class, with(field, sent)))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith("Field '" + field)
                .hasMessageContaining(", expected ");
    }

    @Test
    void namesTheNearestNumber() {
        assertThatThrownBy(() -> AvroJson.read(Everything.class, with("coarse", "16777217")))
                .hasMessageEndingWith(" that is kept as it is; the nearest is 1.6777216E7");
    }

    @ParameterizedTest
    @CsvSource({"plain", "new", "default", "class", "null", "values"})
    void namesAreThoseOfTheSchema(String symbol) {
        JsonNode json =
                json("{\"class\":\"c\",\"schema\":1,\"new\":true,\"default\":\"" + symbol + "\",\"_under\":\"u\"}");

        assertThat(AvroJson.write(AvroJson.read(Named.class, json))).isEqualTo(json);
        assertThat(Word.values()).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            pet     | {"name":"x","lives":1}        | {"name":"x","lives":1}
            pet     | {"name":"x","tricks":["sit"]} | {"name":"x","tricks":["sit"]}
            number  | 5                             | 5
            number  | 5.5                           | 5.5
            number  | 9007199254740993              | 9007199254740993
            when    | "2026-01-31T10:00:00Z"        | "2026-01-31T10:00:00Z"
            when    | "2026-01-31T11:00:00+01:00"   | "2026-01-31T11:00:00+01:00"
            text    | "AAE="                        | "AAE="
            text    | "AAE"                         | "AAE"
            entries | {}                            | {}
            entries | {"name":1}                    | {"name":1}
            entries | {"name":"x","lives":1}        | {"name":"x","lives":1}
            """)
    void aUnionIsReadAsTheBranchThatIsWrittenTheSame(String field, String sent, String written) {
        assertThat(AvroJsonTest.jsonValue(
                        written(Unions.class, json("{}").set(field, AvroJsonTest.jsonValue(sent)), field)))
                .isEqualTo(AvroJsonTest.jsonValue(written));
    }

    @Test
    void refusesAnObjectThatSeveralRecordsOfAUnionMayBe() {
        assertThatThrownBy(() -> AvroJson.read(Unions.class, json("{\"pet\":{\"name\":\"x\"}}")))
                .hasMessage("Field 'pet' is {\"name\":\"x\"}, expected all fields, as without those left out it may be"
                        + " dev.gregor.json.sample.Cat or dev.gregor.json.sample.Dog");
    }

    @Test
    void refusesAnObjectThatWouldBeReadAsAnotherRecordOfItsUnion() {
        assertThatThrownBy(() -> AvroJson.read(Unions.class, json("{\"flying\":{\"name\":\"x\"}}")))
                .hasMessage("Field 'flying' is {\"name\":\"x\"}, expected all fields of " + Cat.class.getName());
    }

    private static Node nested(int nodes) {
        Node node = new Node("leaf", null, List.of());
        for (int i = 1; i < nodes; i++) {
            node = new Node("n", null, List.of(node));
        }
        return node;
    }

    @Test
    void whatIsNestedAsDeepAsIsReadComesOut() {
        byte[] json = JsonText.write(AvroJson.write(nested(JsonText.MAX_DEPTH / 2)));

        assertThat(JsonText.write(AvroJson.write(AvroJson.read(Node.class, JsonText.read(json)))))
                .isEqualTo(json);
        assertThatThrownBy(() -> JsonText.read(JsonText.write(AvroJson.write(nested(JsonText.MAX_DEPTH / 2 + 1)))))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageStartingWith("It is nested deeper than 200 levels at line 1, column ");
    }

    @Test
    void whatIsNestedTooDeepToBeShownIsRefused() {
        assertThatThrownBy(() -> AvroJson.write(nested(260)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("it is nested deeper than 500 levels");
    }

    @ParameterizedTest
    @CsvSource({"2147483647", "-2147483648", "100001"})
    void aDecimalOfTooManyZerosToBeShownIsRefused(int scale) {
        Everything record = AvroJson.read(Everything.class, json(AvroJsonTest.REQUIRED + "}"));
        record.put("ratio", Samples.bigDecimal(new BigDecimal(BigInteger.ONE, scale)));

        assertThatThrownBy(() -> AvroJson.write(record))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("it has a decimal of the scale " + scale);
    }

    @Test
    void readsWhatIsKnownOfANewerRecord() {
        JsonNode newer = json("{\"name\":\"a\",\"weight\":1,\"next\":{\"name\":\"b\",\"weight\":2}}");

        Node read = AvroJson.readKnown(Node.class, newer);

        assertThat(read).isEqualTo(new Node("a", new Node("b", null, List.of()), List.of()));
        assertThatThrownBy(() -> AvroJson.readKnown(Node.class, json("{\"weight\":1}")))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageStartingWith("Field 'name' is missing");
    }
}
