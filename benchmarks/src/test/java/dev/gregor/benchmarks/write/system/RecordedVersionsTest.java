package dev.gregor.benchmarks.write.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordedVersionsTest {

    private final RecordedVersions recorded = new RecordedVersions();
    private final Accounts accounts = new Accounts();

    @Test
    void takesEachVersionOnce() {
        recorded.add("a", 1);
        recorded.add("b", 1);
        recorded.add("a", 2);
        assertThat(recorded.last("a")).isEqualTo(2);
        assertThat(recorded.last("none")).isZero();
    }

    @Test
    void refusesAGap() {
        recorded.add("a", 1);
        assertThatThrownBy(() -> recorded.add("a", 3)).hasMessage("'a' has version 3 where 2 was expected");
    }

    @Test
    void refusesARepeatedVersion() {
        recorded.add("a", 1);
        assertThatThrownBy(() -> recorded.add("a", 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void findsAnAcknowledgedDepositThatIsNotRecorded() {
        int account = accounts.take(new Random(0));
        accounts.deposited(account, 1);
        assertThatThrownBy(() -> accounts.requireRecorded(recorded)).hasMessageContaining("has 0 events, but 1");
        recorded.add(Accounts.name(account), 1);
        assertThatCode(() -> accounts.requireRecorded(recorded)).doesNotThrowAnyException();
    }

    @Test
    void findsARecordedDepositThatWasNotAcknowledged() {
        recorded.add(Accounts.name(7), 1);
        assertThatThrownBy(() -> accounts.requireRecorded(recorded)).hasMessageContaining("Account 7 has 1 events");
    }
}
