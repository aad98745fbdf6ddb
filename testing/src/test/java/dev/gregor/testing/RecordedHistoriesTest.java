package dev.gregor.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.ParcelState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordedHistoriesTest {

    private static final Path HISTORIES = Path.of("src/test/resources/histories");
    private static final Path EVENTS = HISTORIES.resolve("parcel-1.events.json");
    private static final AggregateFixture<ParcelState> PARCEL = AggregateFixture.of(new Parcel());
    private static final ProjectionFixture<DepotRow> DEPOTS =
            ProjectionFixture.of(new ParcelsByDepot()).withAggregate(new Parcel());

    @TempDir
    Path folder;

    @Test
    void leadToTheRecordedStates() {
        AggregateFixture.of(new Parcel())
                .givenRecorded(HISTORIES.resolve("parcel-1.events.json"))
                .expectRecorded(HISTORIES.resolve("parcel-1.state.json"));
        PARCEL.givenRecorded(EVENTS)
                .expectRecorded(HISTORIES.resolve("parcel-1.state-2.json"))
                .expectState(new ParcelState("LUG"))
                .given(new Moved("LUG", "ZRH"))
                .expectState(new ParcelState("ZRH"));
    }

    @Test
    void leadToTheRecordedRows() {
        ProjectionFixture.of(new ParcelsByDepot())
                .withAggregate(new Parcel())
                .givenRecorded(HISTORIES.resolve("parcel-1.events.json"))
                .expectRecorded(HISTORIES.resolve("parcels-by-depot.json"));
        DEPOTS.givenRecorded(EVENTS)
                .expectRecorded(HISTORIES.resolve("depot-LUG.json"))
                .expectNothingParked()
                .given("parcel-1", new Moved("LUG", "ZRH"))
                .expectRows(Map.of("ZRH", new DepotRow(1L)));
    }

    @Test
    void failWhereTheStateIsAnother() {
        Path state = file("{\"version\":2,\"state\":{\"depot\":\"GVA\"}}");
        assertThatThrownBy(() -> PARCEL.givenRecorded(EVENTS).expectRecorded(state))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        parcel/parcel-1 at version 2 is another than in recorded.json (- recorded, + replayed):
                        - depot: "GVA"
                        + depot: "BSL"
                        The events of parcel/parcel-1 up to version 2:
                          parcel.registered.v1
                            depot: "ZRH"
                          parcel.moved.v1
                            from: "ZRH"
                            to: "GVA"
                          parcel.moved.v1
                            from: "GVA"
                            to: "BSL\"""");
        Path ended = file("{\"version\":3,\"state\":null}");
        assertThatThrownBy(() -> PARCEL.givenRecorded(EVENTS).expectRecorded(ended))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("- no state\n+ depot: \"LUG\"");
        Path later = file("{\"version\":4,\"state\":null}");
        assertThatThrownBy(() -> PARCEL.givenRecorded(EVENTS).expectRecorded(later))
                .isInstanceOf(AssertionError.class)
                .hasMessage("The recorded state is of version 4, the fixture is at version 3");
    }

    @Test
    void failWhereRowsAreOthers() {
        Path rows = file("{\"rows\":[{\"key\":\"LUG\",\"value\":{\"parcels\":2}}],\"cursor\":null}");
        assertThatThrownBy(() -> DEPOTS.givenRecorded(EVENTS).expectRecorded(rows))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("  row 'LUG'\n-   parcels: 2\n+   parcels: 1")
                .hasMessageContaining("parcel.shipped.v1 of parcel/parcel-1 at version 3, time 2026-01-01T10:00:00Z");
        Path row = file("{\"key\":\"ZRH\",\"value\":{\"parcels\":1}}");
        assertThatThrownBy(() -> DEPOTS.givenRecorded(EVENTS).expectRecorded(row))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("- parcels: 1\n+ no row");
    }

    @Test
    void areToBeWhole() {
        Path second = file("{\"events\":[" + event("parcel.moved.v1", 2, "{\"from\":\"a\",\"to\":\"b\"}") + "]}");
        String gap = "Version 2 of 'p' does not follow version 0; record the events from the first on";
        assertThatThrownBy(() -> PARCEL.givenRecorded(second)).hasMessage(gap);
        assertThatThrownBy(() -> DEPOTS.givenRecorded(second)).hasMessage(gap);
        Path page = file("{\"rows\":[],\"cursor\":\"YQ\"}");
        assertThatThrownBy(() -> DEPOTS.expectRecorded(page))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith("has one page of the rows; ask for all, with ?limit=1000");
    }

    @Test
    void areToBeReadable() {
        Path unknown = file("{\"events\":[" + event("parcel.lost.v1", 1, "{}") + "]}");
        assertThatThrownBy(() -> PARCEL.givenRecorded(unknown))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("'parcel.lost.v1'");
        Path incomplete = file("{\"events\":[" + event("parcel.moved.v1", 1, "{\"from\":\"a\"}") + "]}");
        assertThatThrownBy(() -> DEPOTS.givenRecorded(incomplete))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Event 'parcel/p/1' in " + incomplete + " is no Moved of today: ")
                .hasMessageContaining("to");
        Path state = file("{\"state\":null}");
        assertThatThrownBy(() -> PARCEL.givenRecorded(state))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        state + " has no 'events'; keep the answer of GET /api/aggregates/<type>/<id>/events in it");
        Path text = file("nothing");
        assertThatThrownBy(() -> PARCEL.givenRecorded(text))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(text + " is no JSON: ");
    }

    private static String event(String type, int version, String data) {
        return "{\"id\":\"parcel/p/%d\",\"type\":\"%s\",\"version\":%d,\"time\":\"2026-01-01T00:00:00Z\",\"data\":%s}"
                .formatted(version, type, version, data);
    }

    private Path file(String json) {
        try {
            return Files.writeString(folder.resolve("recorded.json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
