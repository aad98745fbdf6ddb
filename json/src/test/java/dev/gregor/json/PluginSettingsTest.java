package dev.gregor.json;

import static dev.gregor.json.AvroJsonTest.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.defaults.Bill;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of a class is that of its schema, whatever settings of the avro-maven-plugin it was made with. */
class PluginSettingsTest {

    private static final String BILL = """
            {"price":"12.50","discount":"0.05","parts":["1.00","-2.00"],"byName":{"a":"3.00","":"4.00"},
             "nested":[{"a":"1.00","b":null}],"any":"7.00","rounded":"12.50","roundedToo":"-12.50","text":"größer",
             "note":"n","lines":["x",""],"labels":{"k":"v","":"w"},"at":"1969-12-31T23:59:59.999Z",
             "paidAt":"2026-01-31T10:00:00Z","id":"f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
             "nanos":"1969-12-31T23:59:59.999999999Z","ratio":"0.500","default":"new","schema":{"class":"0.02"},
             "item":{"name":"i","price":null,"part":null},
             "items":[{"name":"p","price":"0.05","part":{"name":"q","price":null,"part":null}}]}""";

    @ParameterizedTest
    @ValueSource(classes = {Bill.class, dev.gregor.options.Bill.class})
    void comesOutAsItWentIn(Class<? extends SpecificRecord> type) {
        assertThat(AvroJson.write(AvroJson.read(type, json(BILL)))).isEqualTo(json(BILL));
    }

    @ParameterizedTest
    @ValueSource(classes = {Bill.class, dev.gregor.options.Bill.class})
    void hasTheDefaultsOfTheSchema(Class<? extends SpecificRecord> type) {
        ObjectNode least =
                json(BILL).retain(List.of("price", "rounded", "text", "at", "id", "nanos", "ratio", "default", "item"));

        ObjectNode written = AvroJson.write(AvroJson.read(type, least));

        assertThat(written.path("discount").isNull()).isTrue();
        assertThat(written.path("parts").isEmpty()).isTrue();
        assertThat(written.retain(
                        least.properties().stream().map(entry -> entry.getKey()).toList()))
                .isEqualTo(least);
    }

    @ParameterizedTest
    @ValueSource(classes = {Bill.class, dev.gregor.options.Bill.class})
    void isRefusedWithTheWordsOfTheSchema(Class<? extends SpecificRecord> type) {
        ObjectNode wrong = json(BILL).put("discount", "0.055").put("price", 12.5);

        assertThatThrownBy(() -> AvroJson.read(type, wrong))
                .isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("Field 'price' is 12.5, expected a decimal number in a string")
                .hasMessageContaining("Field 'discount' is \"0.055\", expected a decimal number in a string");
    }
}
