package dev.gregor.benchmarks.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.benchmarks.write.system.Accounts;
import dev.gregor.benchmarks.write.system.Answer;
import dev.gregor.benchmarks.write.system.Answer.Deposited;
import dev.gregor.benchmarks.write.system.Answer.Refused;
import dev.gregor.benchmarks.write.system.RecordedVersions;
import dev.gregor.benchmarks.write.system.WriteSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

    private static final double A_MOMENT = 0.1;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Accounts accounts = new Accounts();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Counts versions, and answers what the function makes of them. */
    private final class Counting implements WriteSystem {

        private final ConcurrentHashMap<Integer, Long> versions = new ConcurrentHashMap<>();
        private final AtomicInteger inFlight = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final LongFunction<Answer> answer;

        Counting(LongFunction<Answer> answer) {
            this.answer = answer;
        }

        @Override
        public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            return CompletableFuture.supplyAsync(
                    () -> {
                        assertThat(expectedVersion).isIn(ANY_VERSION, versions.getOrDefault(account, 0L));
                        inFlight.decrementAndGet();
                        return answered(account, versions.getOrDefault(account, 0L) + 1);
                    },
                    threads);
        }

        private Answer answered(int account, long version) {
            Answer made = answer.apply(version);
            if (made instanceof Deposited) {
                versions.put(account, version);
            }
            return made;
        }

        @Override
        public RecordedVersions recorded() {
            RecordedVersions recorded = new RecordedVersions();
            versions.forEach((account, last) -> {
                for (long version = 1; version <= last; version++) {
                    recorded.add(Accounts.name(account), version);
                }
            });
            return recorded;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Test
    void keepsSoManyInFlightAndKnowsAllThatWasAcknowledged() {
        Counting system = new Counting(Deposited::new);
        try (ClosedLoop loop = ClosedLoop.start(system, accounts, 10)) {
            Interval interval = loop.measure(A_MOMENT);
            assertThat(interval.deposits()).isPositive();
            assertThat(interval.refused()).isZero();
        }
        assertThat(system.most).hasValueBetween(1, 10);
        accounts.requireRecorded(system.recorded());
    }

    @Test
    void countsRefusalsAndTriesAgain() {
        Counting system = new Counting(version -> new Refused(Duration.ofMillis(1)));
        try (ClosedLoop loop = ClosedLoop.start(system, accounts, 10)) {
            Interval interval = loop.measure(A_MOMENT);
            assertThat(interval.refused()).isPositive();
            assertThat(interval.deposits()).isZero();
        }
    }

    @Test
    void failsWithTheFirstDepositThatFails() {
        Counting system = new Counting(version -> {
            throw new IllegalStateException("no more");
        });
        ClosedLoop loop = ClosedLoop.start(system, accounts, 10);
        assertThatThrownBy(loop::close).hasMessageContaining("no more");
    }

    @Test
    void failsWhenAVersionIsNotTheNextOne() {
        Counting system = new Counting(version -> new Deposited(version + 1));
        ClosedLoop loop = ClosedLoop.start(system, accounts, 1);
        assertThatThrownBy(loop::close).hasMessageContaining("came from version 0 to 2 by one deposit");
    }
}
