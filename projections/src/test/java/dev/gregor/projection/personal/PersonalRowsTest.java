package dev.gregor.projection.personal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.bank.Balances;
import dev.gregor.bank.Customers;
import dev.gregor.bank.EventRecords;
import dev.gregor.bank.OpeningsPerHour;
import java.util.List;
import java.util.Set;
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
}
