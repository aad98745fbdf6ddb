package dev.gregor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.projection.Projection;
import dev.gregor.testing.bank.Deposited;
import dev.gregor.testing.parcels.Booked;
import dev.gregor.testing.parcels.Delivered;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.Detoured;
import dev.gregor.testing.parcels.Moved;
import dev.gregor.testing.parcels.ParcelRow;
import dev.gregor.testing.parcels.Registered;
import dev.gregor.testing.parcels.StopsRow;
import dev.gregor.testing.parcels.Weighed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class ProjectionFixtureTest {

    <R extends SpecificRecord> ProjectionFixture<R> of(Projection<R> projection) {
        return ProjectionFixture.of(projection);
    }

    @Test
    void showsTheRowsAfterSomeEvents() {
        of(new ParcelsByDepot())
                .given("parcel-1", new Registered("ZRH"), new Moved("ZRH", "BSL"))
                .expectRow("BSL", new DepotRow(1L))
                .expectNoRow("ZRH")
                .given("parcel-2", List.of(new Registered("BSL")))
                .expectRow("BSL", row -> assertThat(row.getParcels()).isEqualTo(2))
                .expectRows(Map.of("BSL", new DepotRow(2L)))
                .expectNothingParked();
    }

    @Test
    void hasNoRowsWithoutEvents() {
        of(new ParcelsByDepot()).expectRows(Map.of()).expectNothingParked();
    }

    @Test
    void keysRowsByAggregate() {
        of(new ParcelById())
                .given("parcel-1", new Registered("ZRH"), new Moved("ZRH", "BSL"))
                .given("parcel-2", new Registered("ZRH"))
                .given("parcel-3", new Registered("ZRH"), new Delivered("ZRH"))
                .expectRows(Map.of("parcel-1", new ParcelRow("BSL"), "parcel-2", new ParcelRow("ZRH")));
    }

    @Test
    void appliesSeveralRulesToSeveralRowsInOrder() {
        of(new ParcelRoutes())
                .given("1", new Registered("ZRH"), new Moved("ZRH", "BSL"), new Moved("BSL", "BSL"))
                .expectRows(Map.of(
                        "1", new StopsRow("ZRH to BSL to BSL"),
                        "ZRH-BSL", new StopsRow("1"),
                        "any", new StopsRow("1")));
    }

    @Test
    void ignoresEventsOfTheAggregateThatNoRuleReads() {
        of(new ParcelById())
                .withAggregate(new Parcel())
                .given("parcel-1", new Registered("ZRH"), new Weighed(100))
                .expectRows(Map.of("parcel-1", new ParcelRow("ZRH")));
    }

    @Test
    void appliesWhatOldEventsAreToday() {
        of(new ParcelsByDepot())
                .withAggregate(new Parcel())
                .givenOld("1", "parcel.booked.v1", new Booked("ZRH"))
                .givenOld("1", "parcel.detoured.v1", new Detoured("ZRH", "GVA", "BSL"))
                .givenOld("2", "parcel.booked.v1", new Booked("GVA"))
                .givenOld("2", "parcel.shipped.v1", new Moved("GVA", "BSL"))
                .given("3", new Registered("BSL"))
                .expectRows(Map.of("BSL", new DepotRow(3L)))
                .expectNothingParked();
    }

    @Test
    void refusesOldEventsOfNoKnownAggregate() {
        assertThatThrownBy(() -> of(new ParcelById()).givenOld("1", "parcel.booked.v1", new Booked("ZRH")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageStartingWith("No aggregate of the fixture reads events of the type 'parcel.booked.v1'");
    }

    @Test
    void refusesEventsOfNoKnownAggregate() {
        assertThatThrownBy(() -> of(new ParcelById()).given("1", new Deposited(1L)))
                .isInstanceOf(DefinitionException.class)
                .hasMessage("Projection 'parcel-by-id' has no rule for dev.gregor.testing.bank.Deposited;"
                        + " add withAggregate(...) before the events, if the aggregate evolves by it");
    }

    @Test
    void refusesAnAggregateAfterItsEvents() {
        ProjectionFixture<ParcelRow> given = of(new ParcelById()).given("1", new Registered("ZRH"));
        assertThatThrownBy(() -> given.withAggregate(new Parcel()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Call withAggregate(...) before the events are given");
    }

    @Test
    void parksWhatCannotBeAppliedWithAllThatFollowUnderTheKey() {
        of(new ParcelsByDepot())
                .given("1", new Delivered("ZRH"))
                .given("2", new Registered("ZRH"))
                .given("3", new Registered("BSL"))
                .expectParked("ZRH", "No parcel is there")
                .expectRows(Map.of("BSL", new DepotRow(1L)));
    }

    @Test
    void parksUnderTheIdOfTheAggregateWhatHasNoKey() {
        of(new ParcelsByDepot())
                .given("1", new Registered(""), new Registered("ZRH"))
                .given("2", new Registered("BSL"))
                .expectParked("1", "gives an empty row key")
                .expectRows(Map.of("BSL", new DepotRow(1L)));
    }

    @Test
    void refusesToMoveTheTimeOfAnAggregateBack() {
        ProjectionFixture<DepotRow> given = of(new ParcelsByDepot()).given("1", new Registered("ZRH"));
        ProjectionFixture<DepotRow> earlier = given.after(Duration.ofMinutes(-1));
        earlier.given("2", new Registered("BSL"));
        assertThatThrownBy(() -> earlier.given("1", new Registered("BSL")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Time cannot go back from 2026-01-01T00:00:00Z to 2025-12-31T23:59:00Z within aggregate/1;"
                        + " only an event of another aggregate may come late");
    }

    @Test
    void startsManyTestsFromOneFixture() {
        ProjectionFixture<DepotRow> given = of(new ParcelsByDepot()).given("1", new Registered("ZRH"));
        given.given("2", new Registered("ZRH")).expectRow("ZRH", new DepotRow(2L));
        given.given("2", new Registered("ZRH")).expectRow("ZRH", new DepotRow(2L));
    }
}
