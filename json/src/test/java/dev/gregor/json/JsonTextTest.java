package dev.gregor.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,-2.50,9007199254740993,123456789012345678901234567890,true,false,null,\"\",{}],\"b\":{}}",
                "[]",
                "\"text\"",
                "[-0.0,1.7976931348623157E+308]"
            })
    void readsAndWritesTheSame(String json) {
        assertThat(JsonText.write(JsonText.read(json.getBytes(UTF_8))))
                .asString(UTF_8)
                .isEqualTo(json);
    }

    @Test
    void readsNothingAsMissing() {
        assertThat(JsonText.read(" \n".getBytes(UTF_8)).isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1              | at line 1, column
            {"a":1,"a":2}       | Duplicate field 'a' at line 1, column
            {"a":1} x           | Unrecognized token 'x'
            {"a":1} 2           | More follows the end of the value at line 1, column 9
            {'a':1}             | was expecting double-quote to start field name at line 1, column
            [NaN]               | Non-standard token 'NaN' at line 1, column
            [01]                | Leading zeroes not allowed at line 1, column
            [1e2147483648]      | at line 1, column
            [1e99999999999]     | at line 1, column
            """)
    void saysWhatIsWrongWhere(String json, String message) {
        assertThatThrownBy(() -> JsonText.read(json.getBytes(UTF_8)))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageContaining(message)
                .hasMessageNotContainingAny("Source", "REDACTED", "`", "Feature");
    }
}
