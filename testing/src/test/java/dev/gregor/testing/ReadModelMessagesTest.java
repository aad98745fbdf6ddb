package dev.gregor.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.Registered;
import dev.gregor.testing.parcels.StopsRow;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class ReadModelMessagesTest {

    private static final ProjectionFixture<DepotRow> NONE = ProjectionFixture.of(new ParcelsByDepot());
    private static final ProjectionFixture<DepotRow> MOVED =
            NONE.given("1", new Registered("ZRH")).given("2", new Registered("ZRH"), new Moved("ZRH", "BSL"));
    private static final ProjectionFixture<DepotRow> PARKED =
            NONE.given("1", new Registered("ZRH"), new Delivered("BSL"));

    @Test
    void markTheFieldsOfARowThatDiffers() {
        fails(() -> MOVED.expectRow("ZRH", new DepotRow(2L)), """
                Row 'ZRH' of projection 'parcels-by-depot' is another than expected (- expected, + actual):
                - parcels: 2
                + parcels: 1
                The event that changed it last:
                  aggregate.moved.v1 of aggregate/2 at version 2, time 2026-01-01T00:00:00Z
                    from: "ZRH"
                    to: "BSL"
                The row 'ZRH' before:
                  parcels: 2""");
    }

    @Test
    void showARowWhereNoneWasExpected() {
        fails(() -> MOVED.expectNoRow("BSL"), """
                Row 'BSL' of projection 'parcels-by-depot' is another than expected (- expected, + actual):
                - no row
                + parcels: 1
                The event that changed it last:
                  aggregate.moved.v1 of aggregate/2 at version 2, time 2026-01-01T00:00:00Z
                    from: "ZRH"
                    to: "BSL"
                The row 'BSL' before:
                  no row""");
    }

    @Test
    void listTheRowsThatThereAreWhereNoEventChangedTheExpectedOne() {
        fails(() -> MOVED.expectRow("GVA", new DepotRow(1L)), """
                Row 'GVA' of projection 'parcels-by-depot' is another than expected (- expected, + actual):
                - parcels: 1
                + no row
                No event changed the row 'GVA'. There are 2 rows: 'BSL', 'ZRH'""");
        fails(() -> NONE.expectRow("GVA", new DepotRow(1L)), """
                Row 'GVA' of projection 'parcels-by-depot' is another than expected (- expected, + actual):
                - parcels: 1
                + no row
                No event changed the row 'GVA'. There are no rows.""");
    }

    @Test
    void sayThatThereIsNoRowToAssertOn() {
        fails(() -> NONE.expectRow("GVA", row -> {}), """
                Row 'GVA' of projection 'parcels-by-depot' is another than expected (- expected, + actual):
                - any row
                + no row
                No event changed the row 'GVA'. There are no rows.""");
    }

    @Test
    void markRowsThatAreMissingOrTooMany() {
        fails(() -> MOVED.expectRows(Map.of("ZRH", new DepotRow(1L), "GVA", new DepotRow(1L))), """
                The rows of projection 'parcels-by-depot' are others than expected (- expected, + actual):
                - row 'GVA'
                + row 'BSL'
                    parcels: 1
                  row 'ZRH'
                    parcels: 1
                The event that changed it last:
                  aggregate.moved.v1 of aggregate/2 at version 2, time 2026-01-01T00:00:00Z
                    from: "ZRH"
                    to: "BSL"
                The row 'BSL' before:
                  no row""");
    }

    @Test
    void showWhatIsParkedWhereARowIsExpected() {
        fails(() -> PARKED.expectRow("BSL", new DepotRow(1L)), """
                Row 'BSL' of projection 'parcels-by-depot' is another than expected (- expected, + actual):
                - parcels: 1
                + no row
                No event changed the row 'BSL'. There are 1 rows: 'ZRH'
                parked under 'BSL'
                  reason: "java.lang.IllegalStateException: No parcel is there\"""");
    }

    @Test
    void showWhatIsParkedForAnotherReason() {
        fails(() -> PARKED.expectParked("BSL", "too late"), """
                What projection 'parcels-by-depot' has parked is other than expected (- expected, + actual):
                  parked under 'BSL'
                -   reason containing "too late"
                +   reason: "java.lang.IllegalStateException: No parcel is there"
                The event that is parked under 'BSL':
                  aggregate.delivered.v1 of aggregate/1 at version 2, time 2026-01-01T00:00:00Z
                    depot: "BSL"
                There are 1 rows: 'ZRH'""");
    }

    @Test
    void sayThatNothingIsParkedUnderTheKey() {
        fails(() -> MOVED.expectParked("ZRH", ""), """
                What projection 'parcels-by-depot' has parked is other than expected (- expected, + actual):
                - parked under 'ZRH'
                -   reason containing ""
                + nothing parked under 'ZRH'
                There are 2 rows: 'BSL', 'ZRH'""");
    }

    @Test
    void showWhatIsParkedWhereNothingShouldBe() {
        fails(PARKED::expectNothingParked, """
                What projection 'parcels-by-depot' has parked is other than expected (- expected, + actual):
                - nothing parked
                + parked under 'BSL'
                +   reason: "java.lang.IllegalStateException: No parcel is there"
                The event that is parked under 'BSL':
                  aggregate.delivered.v1 of aggregate/1 at version 2, time 2026-01-01T00:00:00Z
                    depot: "BSL"
                There are 1 rows: 'ZRH'""");
    }

    @Test
    void nameTheLogicalTypesOfTheAggregate() {
        ProjectionFixture<StopsRow> routes = ProjectionFixture.of(new ParcelRoutes())
                .withAggregate(new Parcel())
                .given("7", new Registered("ZRH"), new Delivered("ZRH"));
        fails(() -> routes.expectRow("7", new StopsRow("ZRH")), """
                Row '7' of projection 'parcel-routes' is another than expected (- expected, + actual):
                - stops: "ZRH"
                + no row
                The event that changed it last:
                  parcel.delivered.v1 of parcel/7 at version 2, time 2026-01-01T00:00:00Z
                    depot: "ZRH"
                The row '7' before:
                  stops: "ZRH\"""");
    }

    private static void fails(ThrowingCallable expectation, String message) {
        assertThatThrownBy(expectation).isInstanceOf(AssertionError.class).hasMessage(message);
    }
}
