package dev.gregor.projection.personal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.aggregate.Decision;
import dev.gregor.bank.Balances;
import dev.gregor.bank.CountRow;
import dev.gregor.bank.Customer;
import dev.gregor.bank.CustomerState;
import dev.gregor.bank.Customers;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.LabelRow;
import dev.gregor.bank.Name;
import dev.gregor.bank.Named;
import dev.gregor.bank.OpeningsPerHour;
import dev.gregor.bank.PersonState;
import dev.gregor.event.EventCatalog;
import dev.gregor.projection.Projection;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class PersonalRowsTest {

    private static final PersonalRows SEALED = new PersonalRows(true, List.of(), Set.of("name", "place"), Set.of());

    @Test
    void areSealedIfTheirBuildHasSealedAllFromItsBeginning() {
        assertThat(SEALED.seals()).containsExactly("name", "place");
        assertThat(SEALED.areSealed(SEALED.seals())).isTrue();
        assertThat(SEALED.areSealed(List.of("name", "other", "place"))).isTrue();
    }

    @Test
    void areNotSealedIfAMarkCameLaterOrNobodyKnows() {
        assertThat(SEALED.areSealed(List.of("name"))).isFalse();
        assertThat(SEALED.areSealed(null)).isFalse();
    }

    @Test
    void areNotSealedIfTheyMayBeClear() {
        PersonalRows clear = new PersonalRows(true, List.of("it reads more"), Set.of("name"), Set.of());

        assertThat(clear.seals()).isNull();
        assertThat(clear.areSealed(List.of("name"))).isFalse();
    }

    @Test
    void areNotKnownToBeSealedIfTheyHaveTextWithoutAMarkAndNoEventIsMarkedYet() {
        PersonalRows rows = PersonalRows.of(new Balances().definition(), EventRecords.CATALOG);

        assertThat(rows.undeclared()).containsExactly("BalanceRow.owner");
        assertThat(rows.seals()).isNull();
    }

    @Test
    void areKnownToBeSealedIfThereIsNoTextInThem() {
        assertThat(PersonalRows.of(new Customers().definition(), EventRecords.CATALOG)
                        .seals())
                .isNull();
        assertThat(PersonalRows.of(new OpeningsPerHour().definition(), EventRecords.CATALOG)
                        .seals())
                .isEmpty();
    }

    @Test
    void areSealedIfNothingPersonalIsRead() {
        assertThat(new PersonalRows(false, List.of(), Set.of(), Set.of("owner")).areSealed(null))
                .isTrue();
    }

    /** Says the name in a state that does not mark it. */
    private static final class Open extends AggregateRoot<LabelRow> {
        Open() {
            super("open", LabelRow.class);
            command("name.v1", Name.class, (state, name) -> Decision.events(), Named.class);
            event("named.v1", Named.class, (state, event) -> new LabelRow(event.getName()));
        }
    }

    /** Marks it. */
    private static final class Marked extends AggregateRoot<PersonState> {
        Marked() {
            super("marked", PersonState.class);
            command("name.v1", Name.class, (state, name) -> Decision.events(), Named.class);
            event("named.v1", Named.class, (state, event) -> new PersonState(event.getPersonId(), event.getName()));
        }
    }

    /** Keeps states of an aggregate beside its rows, which have no text. */
    private static final class Keyed<S extends SpecificRecord> extends Projection<CountRow> {
        Keyed(Class<S> state) {
            super("keyed", 1, CountRow.class);
            on(Named.class, after(state, each -> "a"), (row, event) -> new CountRow(1L));
        }
    }

    /** Keeps states of two aggregates. */
    private static final class Joined<S extends SpecificRecord> extends Projection<CountRow> {
        Joined(Class<S> state) {
            super("joined", 1, CountRow.class);
            join(state, each -> "a", CustomerState.class, (row, one, other) -> new CountRow(1L));
        }
    }

    private static PersonalRows rows(Projection<?> projection, AggregateRoot<?> aggregate) {
        return PersonalRows.of(
                projection.definition(), EventCatalog.of(List.of(aggregate.definition(), new Customer().definition())));
    }

    @Test
    void mayBeClearIfStatesThatAreKeptWithThemDoNotMarkWhatTheirEventsMark() {
        String reason = "what the text in [LabelRow.label] of states that are kept with its rows says is not known";
        for (Projection<?> each : List.of(new Keyed<>(LabelRow.class), new Joined<>(LabelRow.class))) {
            PersonalRows open = rows(each, new Open());

            assertThat(open.reads()).isTrue();
            assertThat(open.reasons()).contains(reason);
            assertThat(open.seals()).isNull();
            assertThat(open.areSealed(List.of())).isFalse();
        }
        for (Projection<?> each : List.of(new Keyed<>(PersonState.class), new Joined<>(PersonState.class))) {
            PersonalRows marked = rows(each, new Marked());

            assertThat(marked.reads()).isTrue();
            assertThat(marked.reasons())
                    .containsExactly("it reads the personal fields [name], which its rows do not mark");
        }
    }
}
