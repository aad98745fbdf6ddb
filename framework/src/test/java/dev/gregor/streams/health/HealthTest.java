package dev.gregor.streams.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");
    private static final TopicPartition POISONED = new TopicPartition("user.commands", 2);
    private static final TopicPartition SOUND = new TopicPartition("user.commands", 1);
    private static final long PAUSE_MILLIS = 100;

    private Duration passed = Duration.ZERO;
    private final Health health = new Health(() -> passed.toNanos(), () -> START.plus(passed));

    private void pass(Duration time) {
        passed = passed.plus(time);
    }

    private Optional<Obstacle> running() {
        return health.obstacle(State.RUNNING);
    }

    private boolean failAt(TopicPartition partition) {
        var cause = new RecordTooLargeException("The message is 9000000 bytes");
        return health.failed(new StreamsException("Error encountered sending", cause), Set.of(partition), PAUSE_MILLIS);
    }

    private void failTwiceAtThePoison() {
        failAt(POISONED);
        pass(Duration.ofSeconds(2));
        failAt(POISONED);
    }

    @Test
    void takesOneFailureForAnAccident() {
        failAt(POISONED);

        assertThat(running()).isEmpty();
    }

    @Test
    void failsFromTheSecondFailureInARowOnAndSaysWhyWhereAndSinceWhen() {
        failTwiceAtThePoison();

        assertThat(running()).hasValueSatisfying(obstacle -> {
            assertThat(obstacle.text())
                    .isEqualTo("its threads failed 2 times in a row at [user.commands-2], the last time with"
                            + " RecordTooLargeException: The message is 9000000 bytes (since 2026-01-31T10:00:00Z)");
        });
        assertThat(health.obstacle(State.REBALANCING)).isPresent();
    }

    @Test
    void takesThreadsThatFailTogetherForOneFailure() {
        failAt(POISONED);
        failAt(SOUND);

        assertThat(running()).isEmpty();
    }

    @Test
    void isWellAgainOnceItCommitsMoreOfWhereItFailed() {
        failTwiceAtThePoison();

        health.committed(Set.of(SOUND));
        assertThat(running()).describedAs("other partitions go on").isPresent();

        health.committed(Set.of(POISONED));
        assertThat(running()).isEmpty();
    }

    @Test
    void isWellAgainOnceItFailsNoMoreForAWhile() {
        health.failed(new TopicAuthorizationException(Set.of("user.commands")), Set.of(), PAUSE_MILLIS);
        pass(Duration.ofSeconds(2));
        health.failed(new TopicAuthorizationException(Set.of("user.commands")), Set.of(), PAUSE_MILLIS);

        pass(Duration.ofSeconds(10));
        assertThat(running()).isPresent();
        pass(Duration.ofSeconds(5));
        assertThat(running()).isEmpty();
    }

    @Test
    void waitsLongerWhereItTakesLongToFailAgain() {
        health.failed(new IllegalStateException("slow"), Set.of(), PAUSE_MILLIS);
        pass(Duration.ofSeconds(60));
        health.failed(new IllegalStateException("slow"), Set.of(), PAUSE_MILLIS);

        pass(Duration.ofSeconds(59));
        assertThat(running()).isPresent();
        pass(Duration.ofSeconds(72));
        assertThat(running()).isEmpty();
    }

    @Test
    void forgetsAFailureThatIsLongPast() {
        failAt(POISONED);
        pass(Duration.ofMinutes(4));
        failAt(POISONED);

        assertThat(running()).isEmpty();
    }

    @Test
    void tellsARepeatedFailureFromANewOne() {
        assertThat(failAt(POISONED)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(failAt(POISONED)).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(health.failed(new IllegalStateException(), Set.of(POISONED), PAUSE_MILLIS))
                .isFalse();
        assertThat(health.failures().total()).isEqualTo(3);
    }

    @Test
    void failsWhileTransactionsTakeLongerThanTheyMayUntilOneIsCommitted() {
        health.progress().works();
        health.progress().expired(Duration.ofSeconds(240), Duration.ofSeconds(30));
        pass(Duration.ofMinutes(4));
        health.progress().works();
        health.progress().expired(Duration.ofSeconds(241), Duration.ofSeconds(30));

        assertThat(running())
                .hasValueSatisfying(obstacle -> assertThat(obstacle.text())
                        .contains("was open for 241 s and was aborted, for the limit is 30 s")
                        .endsWith("(since 2026-01-31T10:00:00Z)"));

        health.committed(Set.of(SOUND));
        assertThat(running()).isEmpty();
    }

    @Test
    void isWellAgainOnceNothingComesThatWouldBeHandledAgain() {
        health.progress().works();
        health.progress().expired(Duration.ofSeconds(60), Duration.ofSeconds(30));
        pass(Duration.ofSeconds(9));
        health.progress().idle();
        assertThat(running()).describedAs("its records may come yet").isPresent();

        pass(Duration.ofSeconds(2));
        health.progress().works();
        health.progress().idle();
        assertThat(running()).isEmpty();
    }

    @Test
    void doesNotWaitForATransactionOfAThreadThatIsReplaced() {
        health.progress().works();
        failAt(SOUND);
        health.progress().expired(Duration.ofSeconds(45), Duration.ofSeconds(30));

        assertThat(running()).isEmpty();
    }

    @Test
    void isStuckIfAThreadNeitherPollsNorCommits() {
        health.progress().works();
        pass(Duration.ofSeconds(31));

        assertThat(running())
                .hasValueSatisfying(
                        obstacle -> assertThat(obstacle.text())
                                .contains(
                                        "has neither polled, handled a record, nor committed for 31 s (since 2026-01-31T10:00:00Z)"));
        assertThat(health.obstacle(State.REBALANCING))
                .describedAs("while it restores")
                .isEmpty();
        health.committed(Set.of(SOUND));
        assertThat(running()).isEmpty();
    }

    @Test
    void getsOnWhileItHandlesSlowRecordsBetweenTwoPolls() {
        health.progress().unread(List.of(new Progress.Unread(SOUND, 17, 5)));
        health.progress().works();
        for (int record = 0; record < 20; record++) {
            pass(Duration.ofSeconds(29));
            Progress.handled();
            assertThat(running()).isEmpty();
        }
        health.progress().works();
        health.progress().unread(List.of(new Progress.Unread(SOUND, 17, 5)));

        assertThat(running()).describedAs("another partition is read first").isEmpty();
    }

    @Test
    void noRecordOfAThreadThatIsReplacedCounts() {
        health.progress().works();
        failAt(POISONED);
        Progress.handled();
        pass(Duration.ofMinutes(1));

        assertThat(running()).isEmpty();
    }

    @Test
    void isStuckIfItDoesNotReadWhatIsThere() {
        for (int second = 0; second <= 31; second++) {
            health.progress().works();
            health.progress().unread(List.of(new Progress.Unread(SOUND, 17, 5)));
            pass(Duration.ofSeconds(1));
        }

        assertThat(running())
                .hasValueSatisfying(obstacle -> assertThat(obstacle.reason())
                        .startsWith("nothing was read of user.commands-1 from offset 17, where 5 records wait,"));
        health.progress().unread(List.of());
        assertThat(running()).isEmpty();
    }

    @Test
    void isNotStuckWhileItReadsOnWithMoreToCome() {
        for (int second = 0; second <= 60; second++) {
            health.progress().works();
            health.progress().unread(List.of(new Progress.Unread(SOUND, second, 5)));
            pass(Duration.ofSeconds(1));
        }

        assertThat(running()).isEmpty();
    }

    @Test
    void expectsNothingOfAThreadThatIsReplaced() {
        health.progress().works();
        failAt(POISONED);
        pass(Duration.ofMinutes(1));

        assertThat(running()).isEmpty();
    }

    @Test
    void saysThatItStoppedByItself() {
        assertThat(health.obstacle(State.ERROR)).isPresent();
        assertThat(health.obstacle(State.NOT_RUNNING)).isEmpty();
    }
}
