package dev.gregor.avro.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.PermanentException;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalFieldsTest {

    private static final String ID = "{'name': 'id', 'type': 'string'}";

    private static Schema record(String... fields) {
        return new Schema.Parser()
                .parse("{'type': 'record', 'name': 'a.Person', 'fields': [%s]}"
                        .formatted(String.join(",", fields))
                        .replace('\'', '"'));
    }

    private static String marked(String type) {
        return "{'name': 'name', 'type': %s, 'gregor.personal': 'id'}".formatted(type);
    }

    @Test
    void areNoneWithoutMarks() {
        assertThat(PersonalFields.of(record(ID)).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'string'", "'bytes'", "['null', 'string']", "['bytes', 'null']"})
    void areStringsAndBytesThatMayBeNull(String type) {
        assertThat(PersonalFields.of(record(ID, marked(type))).all())
                .containsExactly(new PersonalField("a.Person", "name", "id", null));
    }

    @Test
    void haveAReplacement() {
        Schema schema = record(
                "{'name': 'name', 'type': 'string', 'gregor.personal': 'id', 'gregor.replacement': 'someone'}", ID);

        assertThat(PersonalFields.of(schema).all())
                .containsExactly(new PersonalField("a.Person", "name", "id", "someone"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'string', 'gregor.personal': 'id'}",
                "['null', {'type': 'string', 'gregor.personal': 'id'}]"
            })
    void areMarkedAtTheirTypeAsWell(String type) {
        assertThat(PersonalFields.of(record(ID, "{'name': 'name', 'type': %s}".formatted(type)))
                        .all())
                .containsExactly(new PersonalField("a.Person", "name", "id", null));
    }

    @Test
    void areFoundInRecordsWithin() {
        Schema schema = record(
                "{'name': 'all', 'type': {'type': 'array', 'items': {'type': 'record', 'name': 'b.Child', 'fields': [%s, %s]}}}"
                        .formatted(ID, marked("'string'")));

        assertThat(PersonalFields.of(schema).all()).containsExactly(new PersonalField("b.Child", "name", "id", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'int'",
                "['null', 'string', 'bytes']",
                "['null', 'int']",
                "['string']",
                "{'type': 'array', 'items': 'string'}",
                "{'type': 'string', 'logicalType': 'uuid'}",
                "{'type': 'bytes', 'logicalType': 'decimal', 'precision': 4}",
                "{'type': 'enum', 'name': 'E', 'symbols': ['A']}"
            })
    void areOfNoOtherType(String type) {
        Schema schema = record(ID, marked(type).replace("['string']", "['string', 'int']"));

        assertThatThrownBy(() -> PersonalFields.of(schema))
                .isInstanceOf(PermanentException.class)
                .hasMessageStartingWith("Field name of a.Person cannot be personal: its type is")
                .hasMessageEndingWith(
                        "; make it string or bytes without a logical type, or a union of null and one of them");
    }

    @Test
    void needTheFieldThatTheyName() {
        assertThatThrownBy(() -> PersonalFields.of(record(marked("'string'"))))
                .isInstanceOf(PermanentException.class)
                .hasMessage(
                        "Field name of a.Person cannot be personal: the record has no field id with the subject's id; name one of [name]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'long'", "['null', 'string']"})
    void needAStringWithTheSubject(String type) {
        assertThatThrownBy(() ->
                        PersonalFields.of(record("{'name': 'id', 'type': %s}".formatted(type), marked("'string'"))))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("the subject's id has to be a string, and not null");
    }

    @Test
    void needASubjectThatIsNotPersonal() {
        Schema schema = record(
                "{'name': 'id', 'type': 'string', 'gregor.personal': 'other'}",
                "{'name': 'other', 'type': 'string'}",
                marked("'string'"));

        assertThatThrownBy(() -> PersonalFields.of(schema))
                .isInstanceOf(PermanentException.class)
                .hasMessageEndingWith("id is personal itself; name a field that is not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name': 'a', 'type': {'type': 'array', 'items': {'type': 'string', 'gregor.personal': 'id'}}}",
                "{'name': 'a', 'type': ['null', {'type': 'map', 'values': {'type': 'string', 'gregor.personal': 'id'}}]}",
                "{'name': 'a', 'type': {'type': 'record', 'name': 'B', 'gregor.personal': 'id', 'fields': []}}"
            })
    void areNowhereElse(String field) {
        assertThatThrownBy(() -> PersonalFields.of(record(ID, field)))
                .isInstanceOf(PermanentException.class)
                .hasMessageMatching("a\\.(Person\\.a|B) .*gregor.personal.*|Field a of a.Person .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'gregor.personal': 7",
                "'gregor.replacement': 'x'",
                "'gregor.personal': 'id', 'gregor.replacement': 7"
            })
    void haveMarksOfText(String marks) {
        assertThatThrownBy(
                        () -> PersonalFields.of(record(ID, "{'name': 'name', 'type': 'string', %s}".formatted(marks))))
                .isInstanceOf(PermanentException.class)
                .hasMessageContaining("give");
    }
}
