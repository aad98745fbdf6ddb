package dev.gregor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeftTransactionsTest {

    private static final String ONE = "gregor-app-write-11111111-1111-1111-1111-111111111111";
    private static final String OTHER = "gregor-app-write-22222222-2222-2222-2222-222222222222";

    private final LeftTransactions transactions = new LeftTransactions("gregor-app-write");

    @Test
    void areThoseOfProcessesThatAreNoMembers() {
        assertThat(transactions.left(
                        List.of(ONE + "-1", ONE + "-2", OTHER + "-1"),
                        Set.of(ONE + "-StreamThread-1-consumer", ONE + "-StreamThread-3-consumer")))
                .containsExactly(OTHER + "-1");
    }

    @Test
    void areNotThoseOfOtherApplications() {
        assertThat(transactions.left(
                        List.of("gregor-app-write-two-22222222-2222-2222-2222-222222222222-1", "their-own", ONE + "-1"),
                        Set.of(ONE + "-StreamThread-1-consumer")))
                .isEmpty();
    }

    @Test
    void areUnknownWhereAMemberDoesNotNameItsProcess() {
        assertThat(transactions.left(
                        List.of(OTHER + "-1"),
                        Set.of(ONE + "-StreamThread-1-consumer", "named-by-its-user-StreamThread-1-consumer")))
                .isEmpty();
    }

    @Test
    void areUnknownWithoutMembers() {
        assertThat(transactions.left(List.of(OTHER + "-1"), Set.of())).isEmpty();
    }
}
