package dev.gregor.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.aggregate.DefinitionException;
import dev.gregor.message.Event;
import dev.gregor.projection.Projection;
import dev.gregor.testing.parcels.Booked;
import dev.gregor.testing.parcels.DepotRow;
import dev.gregor.testing.parcels.ParcelState;
import dev.gregor.testing.parcels.Registered;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What docs/evolution.md shows. */
final class OldParcelsTest {

    private static final Path FIRST = Path.of("src/test/resources/schemas/parcel.registered.v1-1.avsc");

    @Test
    void areWhereTheyWereBooked() {
        AggregateFixture.of(new Parcel())
                .givenOld("parcel.booked.v1", new Booked("ZRH"))
                .expectState(new ParcelState("ZRH"));
    }

    @Test
    void countWhereTheyWereBooked() {
        ProjectionFixture.of(new ParcelsByDepot())
                .withAggregate(new Parcel())
                .givenOld("parcel-1", "parcel.booked.v1", new Booked("ZRH"))
                .expectRow("ZRH", new DepotRow(1L));
    }

    /** As it was before the event was replaced. */
    private static final class BookedByCity extends Projection<DepotRow> {
        BookedByCity() {
            super("parcels-by-depot", 1, DepotRow.class);
            startWith(() -> new DepotRow(0L));
            on(Booked.class, event -> event.data().getCity(), BookedByCity::another);
            on(Registered.class, event -> event.data().getDepot(), BookedByCity::another);
        }

        private static DepotRow another(@Nullable DepotRow row, Event<?> event) {
            return new DepotRow(requireNonNull(row).getParcels() + 1);
        }
    }

    @Test
    void areAppliedAsTheyWereRecordedByTheOldVersionOfAReadModel() {
        ProjectionFixture.of(new BookedByCity())
                .withAggregate(new Parcel())
                .givenOld("parcel-1", "parcel.booked.v1", new Booked("ZRH"))
                .given("parcel-2", new Registered("BRN"))
                .expectRows(Map.of("ZRH", new DepotRow(1L), "BRN", new DepotRow(1L)));
    }

    @Test
    void areReadByTheirOwnSchema() {
        AggregateFixture.of(new Parcel())
                .givenOld("parcel.registered.v1", FIRST, "{\"depot\":\"ZRH\",\"sender\":\"ann\"}")
                .expectState(new ParcelState("ZRH"));
        ProjectionFixture.of(new ParcelsByDepot())
                .withAggregate(new Parcel())
                .givenOld("parcel-1", "parcel.registered.v1", FIRST, "{\"depot\":\"ZRH\",\"sender\":null}")
                .expectRow("ZRH", new DepotRow(1L));
    }

    @Test
    void areRefusedIfTheyAreNoneOfTheirSchema() {
        AggregateFixture<ParcelState> parcel = AggregateFixture.of(new Parcel());
        assertThatThrownBy(() -> parcel.givenOld("parcel.registered.v1", FIRST, "{\"sender\":7}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("depot")
                .hasMessageContaining("sender");
    }

    @Test
    void areNotGivenAsTodaysEvents() {
        assertThatThrownBy(() -> AggregateFixture.of(new Parcel()).given(new Booked("ZRH")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageEndingWith(
                        "take the events that it becomes, or givenOld(\"parcel.booked.v1\", ...) in a test");
    }
}
