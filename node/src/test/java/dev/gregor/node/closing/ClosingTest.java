package dev.gregor.node.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

    private final List<String> closed = new ArrayList<>();
    private final Closing closing = new Closing();

    @Test
    void closesInReverseOrder() {
        closing.add(part("broker"));
        closing.add(part("write side"));
        closing.close();
        assertThat(closed).containsExactly("write side", "broker");
    }

    @Test
    void closesTheRestIfOneFails() {
        closing.add(part("broker"));
        closing.add(() -> {
            throw new IllegalStateException("no");
        });
        closing.close();
        assertThat(closed).containsExactly("broker");
    }

    @Test
    void aStartThatIsOvertakenLeavesNothingOpen() {
        closing.refuseMore();
        assertThatThrownBy(() -> closing.add(part("late"))).isInstanceOf(Closing.OvertakenException.class);
        closing.close();
        assertThat(closed).containsExactly("late");
    }

    @Test
    void whatComesAfterTheEndIsClosedAtOnce() {
        closing.close();
        assertThatThrownBy(() -> closing.add(part("late"))).isInstanceOf(Closing.OvertakenException.class);
        assertThat(closed).containsExactly("late");
    }

    @Test
    void aPartThatComesAfterTheOthersWereClosedTogetherIsClosedAtOnce() {
        Together together = new Together();
        together.add(part("write side"));
        together.close();
        together.add(part("projections"));
        together.close();
        assertThat(closed).containsExactly("write side", "projections");
    }

    private AutoCloseable part(String name) {
        return () -> closed.add(name);
    }
}
