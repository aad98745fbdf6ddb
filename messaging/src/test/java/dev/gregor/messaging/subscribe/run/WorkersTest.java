package dev.gregor.messaging.subscribe.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.messaging.subscribe.progress.Progress;
import dev.gregor.messaging.subscribe.progress.SeenIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {

    private static final int THREADS = 8;

    private final Workers workers = new Workers("test", THREADS);
    private final CountDownLatch end = new CountDownLatch(1);
    private final PartitionWork work =
            new PartitionWork(new TopicPartition("topic", 0), Progress.from(0), new SeenIds(0), true);
    private final List<Run> done = new ArrayList<>();
    private int lanes;

    @AfterEach
    void close() {
        end.countDown();
        workers.close();
    }

    /** Hands over a lane by itself, as the next poll does, and lets time pass until a thread has taken it. */
    private void takeUp(Runnable work) {
        CountDownLatch begun = new CountDownLatch(1);
        workers.add(run(() -> {
            begun.countDown();
            work.run();
        }));
        goOnUntil(() -> begun.getCount() == 0);
    }

    /** As the polling thread does. */
    private void goOnUntil(BooleanSupplier condition) {
        Awaitility.await().pollInSameThread().pollInterval(Duration.ofMillis(1)).until(() -> {
            workers.takeDone(done::add, () -> true);
            return condition.getAsBoolean();
        });
    }

    private Run run(Runnable handling) {
        return Run.ofLetter(new Lane(work, lanes++), () -> {
            handling.run();
            return new Outcome.Done(List.of());
        });
    }

    private void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void slowLanesThatComeOneByOneHaveAThreadEachAndHoldUpNoOther() {
        for (int i = 0; i < THREADS - 1; i++) {
            takeUp(() -> await(end));
        }
        takeUp(() -> {});
        goOnUntil(() -> done.size() == 1);
        takeUp(() -> await(end));
        workers.takeDone(done::add, () -> true);
        assertThat(done).hasSize(1);
    }

    @Test
    void whatIsInterruptedIsReturnedAndNotDone() {
        takeUp(() -> await(end));
        List<Run> interrupted = workers.interrupt(lane -> true);
        assertThat(interrupted).hasSize(1).allMatch(Run::isCancelled);
        workers.takeDone(done::add, () -> true);
        assertThat(done).isEmpty();
        assertThat(workers.areIdle()).isTrue();
    }

    @Test
    void handlesEachLaneOnce() {
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(run(() -> {}));
        }
        all.forEach(workers::add);
        goOnUntil(() -> done.size() >= all.size());
        assertThat(done).containsExactlyInAnyOrderElementsOf(all);
        assertThat(workers.areIdle()).isTrue();
    }
}
