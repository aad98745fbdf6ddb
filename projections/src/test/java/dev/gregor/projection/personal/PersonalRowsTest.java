package dev.gregor.projection.personal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PersonalRowsTest {

    private static final PersonalRows SEALED = new PersonalRows(true, List.of(), Set.of("name", "place"));

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
        PersonalRows clear = new PersonalRows(true, List.of("it reads more"), Set.of("name"));

        assertThat(clear.seals()).isNull();
        assertThat(clear.areSealed(List.of("name"))).isFalse();
    }

    @Test
    void areSealedIfNothingPersonalIsRead() {
        assertThat(new PersonalRows(false, List.of(), Set.of()).areSealed(null)).isTrue();
    }
}
