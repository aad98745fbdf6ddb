package dev.gregor.event.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.TransientException;
import dev.gregor.position.Position;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AppliedPositionsTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final AppliedPositions positions = new AppliedPositions();

    private static Position user(long sequence) {
        return new Position("user", 3, sequence);
    }

    @Test
    void answersAtOnceWhatIsApplied() {
        positions.advance(0, user(5));

        assertThat(positions.await(0, user(5), LONG)).isCompletedWithValue(true);
    }

    @Test
    void answersAsSoonAsItIsApplied() throws Exception {
        var waiting = positions.await(0, user(5), LONG);
        positions.advance(0, user(4));
        assertThat(waiting).isNotDone();

        positions.advance(0, user(6));

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void saysWhenTheTimeIsUp() throws Exception {
        assertThat(positions.await(0, user(5), Duration.ofMillis(1)).get(10, TimeUnit.SECONDS))
                .isFalse();
    }

    @Test
    void keepsPartitionsOfTheReaderApart() {
        positions.advance(1, user(5));

        assertThat(positions.await(0, user(5), LONG)).isNotDone();
    }

    @Test
    void forgetsAPartitionThatMovedAway() {
        positions.advance(0, user(5));
        positions.forget(0);

        assertThat(positions.applied(0, "user", 3)).isZero();
        assertThat(positions.await(0, user(5), LONG)).isNotDone();
    }

    @Test
    void failsThoseWhoWaitForAPartitionThatMovesAway() {
        var waiting = positions.await(0, user(5), LONG);
        positions.forget(0);

        assertThat(waiting)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(TransientException.class);
    }

    @Test
    void readsTheTokenThatItWrites() {
        assertThat(Position.parse(user(17).token())).isEqualTo(user(17));
    }
}
