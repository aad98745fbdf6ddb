package dev.gregor.node.personal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.avro.catalog.SchemaCatalog;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class ClearStatesTest {

    private static final Schema CLEAR = state("", "");
    private static final Schema NAME = state(", 'gregor.personal': 'id'", "");
    private static final Schema BOTH = state(", 'gregor.personal': 'id'", ", 'gregor.personal': 'id'");

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();

    private static Schema state(String ofName, String ofPlace) {
        return new Schema.Parser().parse("""
                        {'type': 'record', 'name': 'a.State', 'fields': [{'name': 'id', 'type': 'string'},
                        {'name': 'name', 'type': 'string'%s}, {'name': 'place', 'type': 'string'%s}]}
                        """.formatted(ofName, ofPlace).replace('\'', '"'));
    }

    private ClearStates startWith(Schema state, boolean isNew) {
        return ClearStates.of(Map.of("user", state), catalog, type -> isNew);
    }

    @Test
    void areNoneThatWereMarkedFromTheFirstStateOn() {
        assertThat(startWith(NAME, true).types()).isEmpty();
        assertThat(startWith(NAME, false).types()).isEmpty();
    }

    @Test
    void areThoseThatWereMarkedLaterUntilTheyAreRebuilt() {
        startWith(NAME, true);

        assertThat(startWith(BOTH, false).types()).containsExactly("user");
        assertThat(startWith(BOTH, false).warnings()).singleElement().asString().endsWith("rebuild user");
        ClearStates.rebuilt("user", BOTH, catalog);
        assertThat(startWith(BOTH, false).types()).isEmpty();
    }

    @Test
    void areThoseOfWhichNothingIsKnown() {
        startWith(CLEAR, true);

        assertThat(startWith(NAME, false).types()).containsExactly("user");
    }

    @Test
    void areThoseThatHadNoMarkForSomeTime() {
        startWith(BOTH, true);
        startWith(NAME, false);

        assertThat(startWith(BOTH, false).types()).containsExactly("user");
        assertThat(startWith(NAME, false).types()).isEmpty();
    }
}
