package dev.gregor.avro.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of schemas under which the bytes can be read, as something else. */
class SchemaMeaningTest {

    private static Schema schema(String fields) {
        return record("u", fields);
    }

    private static Schema record(String namespace, String fields) {
        return new Schema.Parser().parse("""
                {"type": "record", "name": "Paid", "namespace": "%s", "fields": [%s]}""".formatted(namespace, fields));
    }

    private static String field(String name, String type) {
        return "{\"name\": \"%s\", \"type\": %s}".formatted(name, type);
    }

    private static String type(String form) {
        String[] parts = form.split(" ", 2);
        if (parts.length == 1) {
            return "\"" + form + '"';
        }
        String[] logical = parts[1].split("[(,)]", 0);
        String digits =
                logical.length > 1 ? ", \"precision\": %s, \"scale\": %s".formatted(logical[1], logical[2]) : "";
        String size = parts[0].startsWith("fixed")
                ? "\"fixed\", \"name\": \"F\", \"size\": " + parts[0].substring(5)
                : "\"" + parts[0] + '"';
        return "{\"type\": %s, \"logicalType\": \"%s\"%s}".formatted(size, logical[0], digits);
    }

    private static List<String> backward(String before, String now) {
        return SchemaRule.BACKWARD.breaks(schema(now), List.of(schema(before)));
    }

    private static List<String> forward(String before, String now) {
        return SchemaRule.FORWARD.breaks(schema(now), List.of(schema(before)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes decimal(12,2)          | bytes decimal(12,4)
            bytes decimal(12,2)          | bytes decimal(14,4)
            bytes decimal(12,2)          | bytes
            bytes                        | bytes decimal(12,2)
            bytes decimal(12,2)          | bytes big-decimal
            bytes decimal(12,2)          | bytes decimal(10,2)
            fixed8 decimal(12,2)         | fixed8 decimal(12,3)
            long timestamp-millis        | long timestamp-micros
            long timestamp-millis        | long local-timestamp-millis
            long timestamp-micros        | long timestamp-nanos
            long timestamp-millis        | long
            long                         | long timestamp-millis
            long time-micros             | long timestamp-micros
            int date                     | int
            int time-millis              | int
            int time-millis              | long time-micros
            int date                     | long
            string                       | string uuid
            fixed16 uuid                 | fixed16 x
            fixed12 duration             | fixed12 x
            fixed12 x                    | fixed12 duration
            string                       | bytes
            bytes                        | string
            int                          | float
            long                         | float
            long                         | double
            int                          | long money
            """)
    void refusesAnotherTypeAndNamesBothWithACure(String before, String now) {
        assertThat(backward(field("amount", type(before)), field("amount", type(now))))
                .singleElement()
                .asString()
                .startsWith("field 'amount' of u.Paid ")
                .contains("keep its ")
                .endsWith("or make the change under a new major version of the message");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes decimal(12,2)          | bytes decimal(14,2)
            string uuid                  | string
            int                          | long
            int                          | double
            float                        | double
            long date                    | long
            long timestamp-millis        | long timestamp-millis
            """)
    void allowsWhatIsReadAsItWasWritten(String before, String now) {
        assertThat(backward(field("amount", type(before)), field("amount", type(now))))
                .isEmpty();
    }

    @Test
    void allowsMoreDigitsAlsoWhileEarlierVersionsRun() {
        assertThat(SchemaRule.FULL.breaks(
                        schema(field("a", type("bytes decimal(14,2)"))),
                        List.of(schema(field("a", type("bytes decimal(12,2)"))))))
                .isEmpty();
    }

    @Test
    void tellsBothForms() {
        assertThat(SchemaRule.FULL.breaks(
                        schema(field("amount", type("bytes decimal(12,4)"))),
                        List.of(schema(field("amount", type("bytes decimal(12,2)"))))))
                .containsExactly("field 'amount' of u.Paid is no longer what it was (bytes decimal(12,2), now bytes"
                        + " decimal(12,4)): keep its type and add a field beside it, or make the change under a new major"
                        + " version of the message");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lines.at    | {"type": "array", "items": {"type": "record", "name": "Line", "fields": [{"name": "at", "type": T}]}}
            lines       | {"type": "map", "values": T}
            lines       | ["null", T]
            lines.at    | ["null", {"type": "record", "name": "Line", "fields": [{"name": "at", "type": T}]}, "string"]
            lines.at.x  | {"type": "record", "name": "Line", "fields": [{"name": "at", "type": {"type": "record", "name": "At", "fields": [{"name": "x", "type": T}]}}]}
            lines.at    | {"type": "record", "name": "Line", "fields": [{"name": "next", "type": ["null", "Line"]}, {"name": "at", "type": T}]}
            """)
    void findsItWhereverItIs(String path, String shape) {
        String before = field("lines", shape.replace("T", type("long timestamp-millis")));
        String now = field("lines", shape.replace("T", type("long timestamp-micros")));

        assertThat(backward(before, now))
                .singleElement()
                .asString()
                .startsWith("field '%s' of u.Paid is no longer what it was (long timestamp-millis".formatted(path));
        assertThat(backward(before, before)).isEmpty();
    }

    @Test
    void comparesALogicalTypeOfTheUserWithAllThatItSays() {
        String euro = "{\"type\": \"long\", \"logicalType\": \"money\", \"currency\": \"EUR\"}";

        assertThat(backward(field("a", euro), field("a", euro.replace("EUR", "USD"))))
                .singleElement()
                .asString()
                .contains("currency=EUR", "currency=USD");
    }

    @Test
    void refusesAnAliasForAFieldThatWasWrittenBesideIt() {
        String both = field("cents", "\"int\"") + ", " + field("amount", "\"int\"");
        String renamed = "{\"name\": \"amount\", \"type\": \"int\", \"aliases\": [\"cents\"]}";

        assertThat(backward(both, renamed))
                .containsExactly(
                        "field 'amount' of u.Paid stands for several fields that were written, [amount, cents]:"
                                + " take the alias away, or keep all of them, or make the change under a new major version of the"
                                + " message");
    }

    @Test
    void readsARenamedFieldByItsAlias() {
        String cents = "{\"name\": \"cents\", \"type\": \"int\", \"default\": 0}";
        String amount = "{\"name\": \"amount\", \"type\": \"int\", \"default\": 0, \"aliases\": [\"cents\"]}";

        assertThat(backward(cents, amount)).isEmpty();
        assertThat(forward(cents, amount))
                .singleElement()
                .asString()
                .contains("field 'cents'", "is now called [amount]", "keep it beside the new one");
    }

    @Test
    void refusesAnAliasThatTakesTheValueOfAnotherField() {
        String cents = field("cents", "\"int\"");
        String taken = "{\"name\": \"cents\", \"type\": \"int\", \"default\": 0},"
                + "{\"name\": \"amount\", \"type\": \"int\", \"default\": 0, \"aliases\": [\"cents\"]}";

        assertThat(backward(cents, taken)).singleElement().asString().contains("would be left empty");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            com.old | com.moved
            com.old | com
            ''      | com.moved
            com.old | ''
            """)
    void comparesARecordWhoseNamespaceMovedWithAllThatIsInIt(String before, String after) {
        String kind =
                "{\"name\": \"kind\", \"type\": [\"null\", {\"type\": \"enum\", \"name\": \"Kind\", \"symbols\": [\"A\"]}]}";
        String amount = "{\"name\": \"amount\", \"type\": \"int\", \"default\": 0, \"aliases\": [\"cents\"]}";
        Schema old = record(before, kind + ", " + field("cents", "\"int\""));
        Schema moved = record(after, kind + ", " + amount);
        Schema broken = record(after, kind + ", " + amount + ", " + field("currency", "\"string\""));

        assertThat(SchemaRule.BACKWARD.breaks(moved, List.of(old))).isEmpty();
        assertThat(SchemaRule.BACKWARD.breaks(broken, List.of(old)))
                .singleElement()
                .asString()
                .contains("field 'currency'", "is new and has no default value");
    }

    @Test
    void refusesRecordsOfAUnionThatWouldBeReadAsEachOther() {
        String cash = "{\"type\": \"record\", \"name\": \"%s\", \"fields\": [{\"name\": \"sum\", \"type\": \"int\"}]}";
        String before = field("by", "[%s, %s]".formatted(cash.formatted("a.Means"), cash.formatted("b.Means")));
        String swapped = field("by", "[%s, %s]".formatted(cash.formatted("b.Means"), cash.formatted("a.Means")));
        String other = field("by", "[%s]".formatted(cash.formatted("b.Cheque")));

        assertThat(backward(before, swapped)).anyMatch(each -> each.contains("would read a a.Means as a b.Means"));
        assertThat(backward(before, other)).anyMatch(each -> each.contains("would read a a.Means as a b.Cheque"));
        assertThat(backward(before, before)).isEmpty();
    }

    @Test
    void takesARecordOfAUnionForTheOneThatItsAliasNames() {
        String before = field("line", "[\"null\", {\"type\": \"record\", \"name\": \"Line\", \"fields\": []}]");
        String renamed = before.replace("\"Line\"", "\"Row\"");
        String alias = renamed.replace("\"Row\"", "\"Row\", \"aliases\": [\"Line\"]");

        assertThat(backward(before, alias)).isEmpty();
        assertThat(forward(before, alias)).isEmpty();
        assertThat(backward(before, renamed)).hasSize(1);
        assertThat(forward(before, renamed)).hasSize(1);
    }

    @Test
    void letsDefaultsOfEnumsStandForNewSymbolsOnly() {
        String kind = "{\"type\": \"enum\", \"name\": \"Kind\", \"symbols\": [%s], \"default\": \"A\"}";
        String two = field("kind", kind.formatted("\"A\", \"B\""));
        String one = field("kind", kind.formatted("\"A\""));

        assertThat(forward(one, two)).isEmpty();
        assertThat(backward(two, one))
                .singleElement()
                .asString()
                .contains("has no longer the symbols [B]", "would be read as A", "keep them");
    }

    @Test
    void comparesWhatSchemasThatAvroCallsEqualDiffer() {
        String kind = "{\"type\": \"enum\", \"name\": \"Kind\", \"symbols\": [\"A\"]%s}";
        Schema without = schema(field("kind", kind.formatted("")));
        Schema with = schema(field("kind", kind.formatted(", \"default\": \"A\"")));
        Schema more =
                schema(field("kind", kind.replace("[\"A\"]", "[\"A\", \"B\"]").formatted("")));

        assertThat(SchemaRule.BACKWARD.breaks(without, List.of(with, more))).hasSize(1);
    }

    @Test
    void givesAVerdictOnWhatAvroCannotRead() {
        String broken = "{\"name\": \"kind\", \"type\": {\"type\": \"enum\", \"name\": \"Kind\", \"symbols\": [\"A\"]},"
                + " \"default\": \"B\"}";
        Schema deep = Schema.create(Schema.Type.INT);
        for (int i = 0; i < 100_000; i++) {
            deep = Schema.createArray(deep);
        }

        assertThat(backward("", broken))
                .singleElement()
                .asString()
                .contains("field 'kind' of u.Paid has a default value that cannot be read (B)");
        assertThat(SchemaRule.FULL.breaks(
                        SchemaBuilder.record("u.Paid")
                                .fields()
                                .name("a")
                                .type(deep)
                                .noDefault()
                                .endRecord(),
                        List.of(schema(""))))
                .first()
                .asString()
                .startsWith("u.Paid cannot be compared with what it was (it is nested too deep");
    }
}
