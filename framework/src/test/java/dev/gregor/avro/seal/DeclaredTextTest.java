package dev.gregor.avro.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredTextTest {

    private static final String ID = "{'name': 'id', 'type': 'string'}";
    private static final String NAME = "{'name': 'name', 'type': 'string', 'gregor.personal': 'id'}";

    private static DeclaredText of(String properties, String... fields) {
        return DeclaredText.of(new Schema.Parser()
                .parse("{'type': 'record', 'name': 'a.Row', %s 'fields': [%s]}"
                        .formatted(properties, String.join(",", fields))
                        .replace('\'', '"')));
    }

    private static String field(String type) {
        return "{'name': 'text', 'type': %s}".formatted(type);
    }

    @Test
    void isDeclaredByMarksAndByTheSubjectsThatTheyName() {
        assertThat(of("", ID, NAME)).satisfies(row -> {
            assertThat(row.undeclared()).isEmpty();
            assertThat(row.declared()).containsExactly("gregor.personal Row.name");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'string'",
                "'bytes'",
                "['null', 'string']",
                "{'type': 'array', 'items': ['null', 'string']}",
                "{'type': 'map', 'values': 'int'}",
                "{'type': 'record', 'name': 'Within', 'fields': [{'name': 'text', 'type': 'bytes'}]}"
            })
    void isUndeclaredWithoutAMark(String type) {
        assertThat(of("", ID, NAME, field(type)).undeclared())
                .singleElement()
                .asString()
                .endsWith(".text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'int'",
                "{'type': 'enum', 'name': 'Colour', 'symbols': ['RED']}",
                "{'type': 'string', 'logicalType': 'uuid'}",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 4, 'scale': 2}"
            })
    void isInNoOtherTypes(String type) {
        assertThat(of("", ID, NAME, field(type)).undeclared()).isEmpty();
    }

    @Test
    void isImpersonalByFieldOrByRecord() {
        String within =
                "{'type': 'record', 'name': 'Within', 'gregor.impersonal': true, 'fields': [{'name': 'text', 'type': 'string'}]}";

        assertThat(of("", ID, NAME, "{'name': 'text', 'type': 'string', 'gregor.impersonal': true}"))
                .isEqualTo(
                        new DeclaredText(Set.of("gregor.personal Row.name", "gregor.impersonal Row.text"), Set.of()));
        assertThat(of("", ID, NAME, field(within)).undeclared()).isEmpty();
        assertThat(of("'gregor.impersonal': true,", ID, field("'string'")))
                .isEqualTo(new DeclaredText(Set.of("gregor.impersonal Row"), Set.of()));
    }

    @Test
    void isNotDeclaredByTheSubjectOfAnotherRecord() {
        String within = "{'type': 'record', 'name': 'Within', 'fields': [%s, %s]}".formatted(ID, NAME);

        assertThat(of("", ID, field(within)).undeclared()).containsExactly("Row.id");
    }
}
