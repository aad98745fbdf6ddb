package dev.gregor.json;

import static dev.gregor.json.AvroJsonTest.json;
import static dev.gregor.json.AvroJsonTest.jsonValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gregor.json.sample.Address;
import dev.gregor.json.sample.Chain;
import dev.gregor.json.sample.Circle;
import dev.gregor.json.sample.Everything;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidFieldExceptionTest {

    @Test
    void givesTheFieldItsValueAndTheExpectationOneByOne() {
        InvalidFieldException error = error(Address.class, "{\"lines\":[\"a\",{\"b\":1}]}");

        assertThat(error.errors().get(0).field()).isEqualTo("lines[1]");
        assertThat(error.errors().get(0).value()).isEqualTo("{\"b\":1}");
        assertThat(error.errors().get(0).expected()).isEqualTo("a string");
        assertThat(error).hasMessage("Field 'lines[1]' is {\"b\":1}, expected a string");
    }

    @Test
    void hasNoValueForAMissingField() {
        InvalidFieldException error = error(Address.class, "{}");

        assertThat(error.errors().get(0).value()).isNull();
        assertThat(error).hasMessage("Field 'lines' is missing, expected an array");
    }

    @Test
    void listsTheFieldsThatThereAre() {
        assertThat(error(Chain.class, "{\"link\":1,\"other\":null}"))
                .hasMessage("Field 'other' is unknown, expected one of link, next");
        assertThat(error(Chain.class, "{\"link\":1,\"nxet\":null}"))
                .hasMessage("Field 'nxet' is unknown, expected one of link, next (did you mean next?)");
        assertThat(error(Circle.class, "{\"radius\":1,\"more\":1}"))
                .hasMessage("Field 'more' is unknown, expected radius");
    }

    @Test
    void namesFieldsDeepInRecordsMapsAndUnions() {
        assertThat(error(Chain.class, "{\"link\":1,\"next\":{\"link\":2,\"next\":{\"link\":null}}}"))
                .hasMessage("Field 'next.next.link' is null, expected a whole number from -2147483648 to 2147483647");
        assertThat(everythingWith("addresses", "{\"my home\":{\"lines\":7}}"))
                .hasMessage("Field 'addresses[\"my home\"].lines' is 7, expected an array");
        assertThat(everythingWith("addresses", "{\"home\":7}"))
                .hasMessage("Field 'addresses.home' is 7, expected an object with lines, postcode");
    }

    @Test
    void speaksOfTheJsonIfItIsNoObject() {
        InvalidFieldException error = error(Chain.class, "[]");

        assertThat(error.errors().get(0).field()).isEmpty();
        assertThat(error).hasMessage("The JSON is [], expected an object with link, next");
    }

    @Test
    void namesEachFieldThatIsWrongUpToTen() {
        assertThat(error(Chain.class, "{\"link\":\"1\",\"next\":{\"link\":null},\"more\":true}")
                        .errors())
                .extracting(FieldError::field)
                .containsExactly("link", "next.link", "more");
        String many = "0,".repeat(99) + "0";
        assertThat(error(Address.class, "{\"lines\":[" + many + "]}").errors()).hasSize(10);
    }

    @Test
    void shortensALongValue() {
        String value = "\"" + "x".repeat(200) + "\"";
        InvalidFieldException error = everythingWith("flag", value);

        assertThat(error.errors().get(0).value()).isEqualTo("\"" + "x".repeat(99) + "…");
        assertThat(error).hasMessage("Field 'flag' is \"" + "x".repeat(99) + "…, expected true or false");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            small     | 2147483648              | a whole number from -2147483648 to 2147483647
            small     | 1.5                     | a whole number from -2147483648 to 2147483647
            large     | 9223372036854775808     | a whole number from -9223372036854775808 to 9223372036854775807
            large     | "9223372036854775808"   | a whole number from -9223372036854775808 to 9223372036854775807
            coarse    | 1.0E+39                 | a number from -3.4028235E38 to 3.4028235E38
            fine      | "1"                     | a number from -1.7976931348623157E308 to 1.7976931348623157E308
            text      | 42                      | a string
            blob      | "?"                     | a base64 string with padding
            checksum  | "AAEC"                  | a base64 string with padding, of 4 bytes
            volume    | "MEDIUM"                | one of LOW, HIGH
            numbers   | {}                      | an array
            addresses | []                      | an object
            day       | "2026-02-30"            | a date such as "2026-01-31"
            timeMillis| "10:00:00.0001"         | a time such as "10:00:00.123" (at most that precise)
            timeMicros| "25:00"                 | a time such as "10:00:00.123456" (at most that precise)
            at        | "2026-01-31"            | a date-time such as "2026-01-31T10:00:00.123Z" (at most that precise)
            at        | "2026-01-31T10:00:00.1234Z" | a date-time such as "2026-01-31T10:00:00.123Z" (at most that precise)
            at        | 1769853600000           | a date-time such as "2026-01-31T10:00:00.123Z" (at most that precise)
            atMicros  | "+300000-01-01T00:00:00Z" | a date-time such as "2026-01-31T10:00:00.123456Z" (at most that precise)
            atNanos   | "2300-01-01T00:00:00Z"  | a date-time from 1677-09-22 to 2262-04-11 such as "2026-01-31T10:00:00.123456789Z" (at most that precise)
            wall      | "2026-01-31T10:00:00Z"  | a date-time without an offset such as "2026-01-31T10:00:00.123" (at most that precise)
            token     | "1-1-1-1-1"             | a uuid such as "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
            price     | 12.5                    | a decimal number in a string such as "12.50" of at most 9 digits, 2 of them after the point
            price     | "1.005"                 | a decimal number in a string such as "12.50" of at most 9 digits, 2 of them after the point
            price     | "99999999.00"           | a decimal number in a string such as "12.50" of at most 9 digits, 2 of them after the point
            ratio     | "1e999999999"           | a decimal number in a string such as "12.50"
            nickname  | 42                      | a string
            seenAt    | "soon"                  | a date-time such as "2026-01-31T10:00:00.123Z" (at most that precise)
            any       | {}                      | true or false or a whole number from -9223372036854775808 to 9223372036854775807 or a number from -1.7976931348623157E308 to 1.7976931348623157E308 or a string or an array or null
            shape     | "MEDIUM"                | one of LOW, HIGH
            shape     | {"corners":3}           | an object with radius or an object with side, unit or one of LOW, HIGH
            shape     | null                    | an object with radius or an object with side, unit or one of LOW, HIGH
            """)
    void saysWhatWouldBeRight(String field, String value, String expected) {
        assertThat(everythingWith(field, value))
                .hasMessage("Field '" + field + "' is " + value + ", expected " + expected);
    }

    private static InvalidFieldException everythingWith(String field, String value) {
        return error(
                Everything.class,
                json(AvroJsonTest.REQUIRED + "}").set(field, jsonValue(value)).toString());
    }

    private static InvalidFieldException error(Class<? extends SpecificRecord> type, String json) {
        return catchThrowableOfType(InvalidFieldException.class, () -> AvroJson.read(type, jsonValue(json)));
    }
}
