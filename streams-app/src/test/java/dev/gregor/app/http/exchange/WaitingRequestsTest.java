package dev.gregor.app.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaitingRequestsTest {

    private final WaitingRequests waiting = new WaitingRequests(Duration.ZERO);
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @Test
    void leavesAnAnswerThatComesAsItIs() {
        CompletableFuture<String> awaited = waiting.await(answer, () -> "stopped");
        answer.complete("answer");
        waiting.close();

        assertThat(awaited).isCompletedWithValue("answer");
    }

    @Test
    void leavesAFailureAsItIs() {
        CompletableFuture<String> awaited = waiting.await(answer, () -> "stopped");
        answer.completeExceptionally(new IllegalStateException("failed"));
        waiting.close();

        assertThat(awaited).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining("failed");
    }

    @Test
    void answersWhatWaitsAtTheStop() {
        CompletableFuture<String> awaited = waiting.await(answer, () -> "stopped");
        assertThat(awaited).isNotDone();
        waiting.close();

        assertThat(awaited).isCompletedWithValue("stopped");
    }

    @Test
    void answersWhatComesAfterTheStop() {
        waiting.close();

        assertThat(waiting.await(answer, () -> "stopped")).isCompletedWithValue("stopped");
        assertThat(waiting.await(CompletableFuture.completedFuture("known"), () -> "stopped"))
                .isCompletedWithValue("known");
    }

    @Test
    void takesTheAnswerOfTheFirstOfTwoWaits() {
        CompletableFuture<String> first = waiting.await(answer, () -> "the command's");
        CompletableFuture<String> second = waiting.await(first, () -> "anybody's");
        waiting.close();

        assertThat(second).isCompletedWithValue("the command's");
    }

    @Test
    void waitsForAnswersThatComeMeanwhile() {
        WaitingRequests patient = new WaitingRequests(Duration.ofMinutes(1));
        CompletableFuture<String> awaited = patient.await(answer, () -> "stopped");
        CompletableFuture<Void> closed = CompletableFuture.runAsync(patient::close);
        answer.complete("answer");

        assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
        assertThat(awaited).isCompletedWithValue("answer");
    }
}
