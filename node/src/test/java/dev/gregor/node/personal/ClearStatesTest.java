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
        ClearStates clear = lookAt(state, isNew);
        clear.note(catalog);
        return clear;
    }

    private ClearStates lookAt(Schema state, boolean isNew) {
        return look(new ClearStates.Kind(state, false, "gregor-app-write", null), isNew);
    }

    private ClearStates look(ClearStates.Kind kind, boolean isNew) {
        return ClearStates.of(Map.of("user", kind), catalog, type -> isNew);
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
        assertThat(startWith(BOTH, false).warnings()).singleElement().asString().contains("rebuild user,");
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

    @Test
    void aStartThatIsRefusedNotesNothing() {
        startWith(BOTH, true);

        lookAt(NAME, false);
        lookAt(CLEAR, false);

        assertThat(startWith(BOTH, false).types()).isEmpty();
    }

    @Test
    void areNoneOfATypeThatWasNewWhenItsFirstStartWasRefused() {
        lookAt(BOTH, true);

        assertThat(startWith(BOTH, false).types()).isEmpty();
    }

    @Test
    void sayWhereTheyAreLeft() {
        String folder = "delete the folder gregor-app-write on all other machines before they start";
        assertThat(lookAt(NAME, false).problems())
                .hasEntrySatisfying("user", why -> assertThat(why).endsWith(folder));

        var published = new ClearStates.Kind(NAME, true, "gregor-app-write", "user.state");
        assertThat(look(published, false).problems())
                .hasEntrySatisfying(
                        "user",
                        why -> assertThat(why)
                                .contains(folder + "; topic user.state has them until they are published again")
                                .contains("; and for there are personal fields in its events", "[State.place]"));
    }

    @Test
    void areThoseThatDoNotMarkWhatIsPersonalInTheirEvents() {
        var open = new ClearStates.Kind(NAME, true, "gregor-app-write", null);
        startWith(NAME, true);

        assertThat(look(open, false).problems())
                .hasEntrySatisfying(
                        "user",
                        why -> assertThat(why)
                                .contains("whether the text in [State.place] is personal is not known")
                                .contains("gregor.personal", "gregor.impersonal=true")
                                .doesNotContain("rebuild"));
        assertThat(look(new ClearStates.Kind(NAME, false, "gregor-app-write", null), false)
                        .types())
                .isEmpty();
        Schema declared = state(", 'gregor.personal': 'id'", ", 'gregor.impersonal': true");
        assertThat(look(new ClearStates.Kind(declared, true, "gregor-app-write", null), false)
                        .types())
                .isEmpty();
    }
}
