package dev.gregor.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.Booked;
import dev.gregor.testing.parcels.Closed;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.DepotState;
import dev.gregor.testing.parcels.Detoured;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.Opened;
import dev.gregor.testing.parcels.ParcelState;
import dev.gregor.testing.parcels.Registered;
import dev.gregor.testing.parcels.Relocated;
import dev.gregor.testing.parcels.StopsRow;
import dev.gregor.testing.parcels.Weighed;
import dev.gregor.testing.parcels.WhereRow;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows of two states, of which one has the key of the other. */
final class JoinsTest {

    private static final ProjectionFixture<WhereRow> WHERE =
            ProjectionFixture.of(new ParcelsWhere()).withAggregate(new Parcel()).withAggregate(new Depot());

    @Test
    void aRowHasBothStatesWhicheverComesFirst() {
        WHERE.given("1", new Registered("ZRH"))
                .expectRow("1", new WhereRow("ZRH", null))
                .given("ZRH", new Opened("Zurich 1"))
                .given("2", new Registered("ZRH"))
                .expectRows(Map.of("1", new WhereRow("ZRH", "Zurich 1"), "2", new WhereRow("ZRH", "Zurich 1")));
    }

    @Test
    void aChangeOfTheOtherSideChangesTheRowsThatReferToItNow() {
        WHERE.given("ZRH", new Opened("Zurich 1"))
                .given("BSL", new Opened("Basel 1"))
                .given("1", new Registered("ZRH"))
                .given("2", new Registered("ZRH"), new Moved("ZRH", "BSL"))
                .given("ZRH", new Relocated("Zurich 2"))
                .expectRows(Map.of("1", new WhereRow("ZRH", "Zurich 2"), "2", new WhereRow("BSL", "Basel 1")));
    }

    @Test
    void anIdThatBeginsLikeAnotherIsAnother() {
        WHERE.given("1", new Registered("ZRH1"))
                .given("ZRH", new Opened("Zurich"))
                .given("ZRH1", new Opened("Zurich 1"))
                .given("ZRH", new Relocated("Zurich 2"))
                .expectRows(Map.of("1", new WhereRow("ZRH1", "Zurich 1")));
    }

    @Test
    void anAggregateThatHasNoStateAnyMoreHasNoRow() {
        WHERE.given("1", new Registered("ZRH"), new Delivered("ZRH"))
                .given("ZRH", new Opened("Zurich 1"))
                .expectRows(Map.of());
    }

    @Test
    void theOtherSideMayEndAndBeginAgain() {
        WHERE.given("ZRH", new Opened("Zurich 1"))
                .given("1", new Registered("ZRH"))
                .given("ZRH", new Closed("rebuilt"))
                .expectRow("1", new WhereRow("ZRH", null))
                .given("ZRH", new Opened("Zurich 2"))
                .expectRow("1", new WhereRow("ZRH", "Zurich 2"));
    }

    @Test
    void anEmptyKeyRefersToNothing() {
        WHERE.given("1", new Registered("")).expectRow("1", new WhereRow("", null));
    }

    @Test
    void aStateIsThatAfterAllPartsOfAnOldEvent() {
        WHERE.given("BSL", new Opened("Basel 1"))
                .givenOld("1", "parcel.booked.v1", new Booked("ZRH"))
                .givenOld("1", "parcel.detoured.v1", new Detoured("ZRH", "GVA", "BSL"))
                .expectRows(Map.of("1", new WhereRow("BSL", "Basel 1")));
    }

    @Test
    void anEventThatCannotBeJoinedIsParkedWithTheLaterOnesOfItsAggregateAlone() {
        WHERE.given("ZRH", new Opened("Zurich 1"))
                .given("BSL", new Opened("Basel 1"))
                .given("1", new Registered("ZRH"))
                .given("ZRH", new Relocated(""), new Relocated("Zurich 3"))
                .given("2", new Registered("ZRH"), new Weighed(7))
                .given("3", new Registered("BSL"))
                .expectParked("depot/ZRH", "without an address")
                .expectRows(Map.of(
                        "1", new WhereRow("ZRH", "Zurich 1"),
                        "2", new WhereRow("ZRH", "Zurich 1"),
                        "3", new WhereRow("BSL", "Basel 1")));
    }

    /** Both sides of the join are of one type, and a rule is beside it. */
    private static final class ParcelsBehind extends Projection<WhereRow> {

        ParcelsBehind() {
            super("parcels-behind", 1, WhereRow.class);
            join(
                    ParcelState.class,
                    ParcelState::getDepot,
                    ParcelState.class,
                    (row, parcel, other) -> new WhereRow(parcel.getDepot(), other == null ? null : other.getDepot()));
            on(Weighed.class, (row, event) -> new WhereRow(event.data().getGrams() + " g", null));
        }
    }

    @Test
    void bothSidesMayBeOfOneTypeAndRulesMayBeBesideAJoin() {
        ProjectionFixture.of(new ParcelsBehind())
                .withAggregate(new Parcel())
                .given("1", new Registered("2"))
                .given("2", new Registered("3"), new Moved("3", "2"))
                .given("3", new Registered("1"), new Weighed(5))
                .expectRows(
                        Map.of("1", new WhereRow("2", "2"), "2", new WhereRow("2", "2"), "3", new WhereRow("1", "2")));
    }

    /** A join and a window. */
    private static final class WindowedJoin extends Projection<StopsRow> {

        WindowedJoin() {
            super("windowed-join", 1, StopsRow.class);
            join(ParcelState.class, ParcelState::getDepot, DepotState.class, (row, parcel, depot) -> row);
            on(Moved.class, tumbling(Duration.ofHours(1)), (row, event) -> row);
        }
    }

    @Test
    void aJoinHasNoWindows() {
        assertThatThrownBy(() -> new WindowedJoin().definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll("has a join and rules with a window", "two projections");
    }

    @Test
    void aTestNamesTheAggregatesOfBothSides() {
        assertThatThrownBy(() -> ProjectionFixture.of(new ParcelsWhere())
                        .withAggregate(new Parcel())
                        .given("1", new Registered("ZRH"))
                        .expectNoRow("1"))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContainingAll("'parcels-where' joins DepotState", "add withAggregate(...)");
    }
}
