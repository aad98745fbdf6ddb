package dev.gregor.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.Booked;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.Detoured;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.ParcelState;
import dev.gregor.testing.parcels.Registered;
import dev.gregor.testing.parcels.StopsRow;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows whose keys are in the state of an aggregate, before an event or after it. */
final class KeysOfStatesTest {

    private static final ProjectionFixture<DepotRow> PARCELS =
            ProjectionFixture.of(new ParcelsNow()).withAggregate(new Parcel());

    @Test
    void aRowIsFoundWhoseKeyTheEventDoesNotCarry() {
        PARCELS.given("1", new Registered("ZRH"), new Moved("", "BSL"))
                .given("2", new Registered("ZRH"))
                .expectRows(Map.of("ZRH", new DepotRow(1L), "BSL", new DepotRow(1L)));
    }

    @Test
    void anEventThatLeavesNoStateHasNoKeyAfterIt() {
        PARCELS.given("1", new Registered("ZRH"), new Delivered(""))
                .expectRows(Map.of())
                .given("1", new Registered("BSL"))
                .expectRows(Map.of("BSL", new DepotRow(1L)));
    }

    @Test
    void eachPartOfAnOldEventHasItsStates() {
        PARCELS.givenOld("1", "parcel.booked.v1", new Booked("ZRH"))
                .givenOld("1", "parcel.detoured.v1", new Detoured("ZRH", "GVA", "BSL"))
                .expectNothingParked()
                .expectRows(Map.of("BSL", new DepotRow(1L)));
    }

    /** The rows that an event leaves, by the parcel. */
    private static final class Leaving extends Projection<StopsRow> {

        Leaving() {
            super("leaving", 1, StopsRow.class);
            on(
                    Moved.class,
                    before(ParcelState.class, ParcelState::getDepot),
                    tumbling(Duration.ofHours(1)),
                    (row, event, parcel) -> new StopsRow(
                            before(row) + parcel.getDepot() + '>' + event.data().getTo()));
        }

        private static String before(@Nullable StopsRow row) {
            return row == null ? "" : row.getStops() + ' ';
        }
    }

    @Test
    void aWindowOfAKeyOfAStateIsThatOfTheEvent() {
        ProjectionFixture.of(new Leaving())
                .withAggregate(new Parcel())
                .given("1", new Registered("ZRH"), new Moved("", "BSL"))
                .after(Duration.ofHours(1))
                .given("1", new Moved("", "ZRH"))
                .given("2", new Moved("", "ZRH"))
                .expectRows(Map.of(
                        "ZRH@2026-01-01T00:00:00Z", new StopsRow("ZRH>BSL"),
                        "BSL@2026-01-01T01:00:00Z", new StopsRow("BSL>ZRH")));
    }

    @Test
    void aTestNamesTheAggregateThatHasTheState() {
        assertThatThrownBy(() -> ProjectionFixture.of(new ParcelsNow())
                        .given("1", new Registered("ZRH"))
                        .expectNoRow("ZRH"))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll("'parcels-now'", "ParcelState", "add withAggregate(...)");
    }
}
