package dev.gregor.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.failure.PermanentException;
import dev.gregor.parcel.Moved;
import dev.gregor.parcel.Moved1;
import dev.gregor.parcel.Moved2;
import dev.gregor.parcel.ParcelState;
import dev.gregor.parcel.Paused;
import dev.gregor.parcel.Send;
import dev.gregor.parcel.Sent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class UpcastGraphTest {

    /** A parcel in its third generation, with whatever older forms a test declares. */
    private static final class Parcel extends AggregateRoot<ParcelState> {

        Parcel(Consumer<Parcel> olderForms) {
            super("parcel", ParcelState.class);
            command("send.v1", Send.class, (state, send) -> Decision.events(new Sent(send.getTo())), Sent.class);
            event("sent.v1", Sent.class, (state, sent) -> new ParcelState(sent.getTo(), 0L, 0));
            event("moved.v3", Moved.class, (state, moved) -> moved(state, moved.getMetres(), 0));
            event("paused.v1", Paused.class, (state, paused) -> moved(state, 0, paused.getMinutes()));
            olderForms.accept(this);
        }

        private static ParcelState moved(ParcelState state, long metres, int minutes) {
            ParcelState before = Objects.requireNonNull(state);
            return new ParcelState(before.getTo(), before.getMetres() + metres, before.getMinutes() + minutes);
        }

        Parcel moved1() {
            upcast(
                    "moved.v1",
                    Moved1.class,
                    Moved2.class,
                    old -> new Moved2(1000 * Long.parseLong(old.getKilometres()), 5));
            return this;
        }

        Parcel moved2() {
            upcast(
                    "moved.v2",
                    Moved2.class,
                    old -> List.of(new Moved(old.getMetres()), new Paused(old.getPauseMinutes())),
                    Moved.class,
                    Paused.class);
            return this;
        }

        Parcel moved2ToItsPast() {
            upcast("moved.v2", Moved2.class, Moved1.class, old -> new Moved1("1"));
            return this;
        }

        Parcel moved2ToWhatItDoesNotDeclare() {
            upcast("moved.v2", Moved2.class, old -> List.of(new Paused(1)), Moved.class);
            return this;
        }

        Parcel movedTwice() {
            upcast("moved.v2", Moved.class, Paused.class, old -> new Paused(1));
            return this;
        }

        Parcel was(String action, Class<? extends SpecificRecord> event) {
            renamed(action, event);
            return this;
        }
    }

    private static List<SpecificRecord> present(AggregateDefinition<?> definition, String type, SpecificRecord data) {
        return definition.recordedEvents().stream()
                .filter(each -> each.type().toString().equals(type))
                .findFirst()
                .orElseThrow()
                .upcast(data);
    }

    @Test
    void makesWhatItIsTodayOfEachGeneration() {
        var definition = new Parcel(parcel -> parcel.moved1().moved2()).definition();

        assertThat(present(definition, "parcel.moved.v3", new Moved(7L))).containsExactly(new Moved(7L));
        assertThat(present(definition, "parcel.moved.v2", new Moved2(7L, 2)))
                .containsExactly(new Moved(7L), new Paused(2));
        assertThat(present(definition, "parcel.moved.v1", new Moved1("7")))
                .containsExactly(new Moved(7000L), new Paused(5));
    }

    @Test
    void countsARecordedEventAsOneVersion() {
        var definition = new Parcel(parcel -> parcel.moved1().moved2()).definition();
        Instant time = Instant.parse("2026-01-31T10:00:00Z");
        var sent = definition.evolve("7", AggregateState.none(), new Sent("ann"), time);

        var moved = definition.evolve("7", sent, present(definition, "parcel.moved.v1", new Moved1("7")), time);

        assertThat(moved).isEqualTo(new AggregateState<>(2, time, new ParcelState("ann", 7000L, 5)));
    }

    @Test
    void readsWhatWasRecordedUnderAFormerName() {
        var definition = new Parcel(
                        parcel -> parcel.moved2().was("posted.v1", Sent.class).was("went.v1", Moved2.class))
                .definition();

        assertThat(present(definition, "parcel.posted.v1", new Sent("ann"))).containsExactly(new Sent("ann"));
        assertThat(present(definition, "parcel.went.v1", new Moved2(7L, 2))).hasSize(2);
        assertThat(definition.eventOf(new Sent("ann")).type()).hasToString("parcel.sent.v1");
    }

    @Test
    void refusesAnUpcastThatLeadsNowhere() {
        assertThatThrownBy(() -> new Parcel(Parcel::moved1).definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessage("Aggregate " + Parcel.class.getName() + " upcasts [Moved1] to " + Moved2.class.getName()
                        + ", which is none of its events; add event(...) or a further upcast(...) for it");
    }

    @Test
    void refusesUpcastsInACircle() {
        assertThatThrownBy(() -> new Parcel(parcel -> parcel.moved1().moved2ToItsPast()).definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("to itself over [Moved1, Moved2]; upcast older forms to newer ones only");
    }

    @Test
    void refusesAnUpcastOfAnEventThatItEvolvesBy() {
        assertThatThrownBy(() -> new Parcel(Parcel::movedTwice))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("declares " + Moved.class.getName() + " twice as an event");
    }

    @Test
    void refusesAFormerNameThatIsTaken() {
        assertThatThrownBy(() -> new Parcel(parcel -> parcel.was("moved.v3", Sent.class)))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("gives the name 'parcel.moved.v3' to");
    }

    @Test
    void refusesAFormerNameOfWhatIsNoEvent() {
        assertThatThrownBy(() -> new Parcel(parcel -> parcel.was("went.v1", Moved2.class)).definition())
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("renames 'parcel.went.v1' to " + Moved2.class.getName());
    }

    @Test
    void saysWhichUpcasterFailed() {
        var definition = new Parcel(parcel -> parcel.moved1().moved2()).definition();

        assertThatThrownBy(() -> present(definition, "parcel.moved.v1", new Moved1("seven")))
                .isInstanceOf(PermanentException.class)
                .hasMessageStartingWith(
                        "The upcaster of " + Moved1.class.getName() + " failed on {\"kilometres\": \"seven\"}");
    }

    @Test
    void saysWhichUpcasterMadeWhatItDoesNotDeclare() {
        var definition = new Parcel(Parcel::moved2ToWhatItDoesNotDeclare).definition();

        assertThatThrownBy(() -> present(definition, "parcel.moved.v2", new Moved2(1L, 1)))
                .isInstanceOf(DefinitionException.class)
                .hasMessageEndingWith(
                        "made a " + Paused.class.getName() + " but declares [Moved]; add the class to its upcast(...)");
    }
}
