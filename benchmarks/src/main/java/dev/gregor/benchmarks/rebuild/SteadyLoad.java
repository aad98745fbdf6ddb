package dev.gregor.benchmarks.rebuild;

import dev.gregor.position.Position;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * So many deposits a second, whatever the answers take: latencies count from the time when a deposit was due. Each is
 * followed by a query for its position, and goes with one for none.
 */
final class SteadyLoad implements AutoCloseable {

    static final int ACCOUNTS = 10_000;

    private static final int DIGITS = 3;

    private final RebuildSystem system;
    private final long periodNanos;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random(1);
    private final Recorder latencies = new Recorder(DIGITS);
    private final LongAdder queries = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private long due = System.nanoTime();

    private SteadyLoad(RebuildSystem system, int perSecond) {
        this.system = system;
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    static SteadyLoad start(RebuildSystem system, int perSecond) {
        SteadyLoad load = new SteadyLoad(system, perSecond);
        load.clock.scheduleAtFixedRate(load::next, load.periodNanos, load.periodNanos, TimeUnit.NANOSECONDS);
        return load;
    }

    static String account(int number) {
        return "account-" + number;
    }

    private void next() {
        due += periodNanos;
        long start = due;
        String account = account(random.nextInt(ACCOUNTS));
        ask(account, null);
        system.deposit(account).whenComplete((position, refused) -> {
            if (refused == null) {
                latencies.recordValue(System.nanoTime() - start);
                ask(account, position);
            } else {
                failure.compareAndSet(null, refused);
            }
        });
    }

    private void ask(String account, @Nullable Position after) {
        queries.increment();
        CompletableFuture<QueryAnswer<Row>> answer = system.row(account, after);
        answer.whenComplete((row, thrown) -> {
            if (thrown != null || !(row instanceof QueryAnswer.Found)) {
                failed.increment();
                System.err.println("A query failed: " + (thrown == null ? row : thrown));
            }
        });
    }

    /** The latencies of deposits since the last time, in nanoseconds; forgets how many queries there were. */
    Histogram begin() {
        queries.reset();
        failed.reset();
        return latencies.getIntervalHistogram();
    }

    /** The same, and remembers. */
    Histogram end() {
        Throwable refused = failure.get();
        if (refused != null) {
            throw new IllegalStateException("A deposit failed: " + refused, refused);
        }
        return latencies.getIntervalHistogram();
    }

    long queries() {
        return queries.sum();
    }

    long failed() {
        return failed.sum();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
