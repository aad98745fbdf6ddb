package dev.gregor.app.http.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Bounds how often each caller asks: by the generic cell rate algorithm (ITU-T I.371), with a second's worth at once. Thread-safe.
 */
public final class CallerRate {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int MAX_CALLERS = 100_000;

    private final int perSecond;
    private final LongSupplier nanos;

    /** When the next request of a caller would be due, if they came evenly. */
    private final Cache<String, AtomicLong> due = Caffeine.newBuilder()
            .maximumSize(MAX_CALLERS)
            .expireAfterAccess(Duration.ofSeconds(10))
            .build();

    /**
     * Lets a caller ask so often.
     *
     * @param perSecond 0 for no bound
     * @param nanos the time
     */
    public CallerRate(int perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
    }

    /** Counts one more of the caller; throws a {@link Problem} if it is one too many. */
    public void take(Context request) {
        if (perSecond > 0 && !take(Caller.key(request))) {
            throw new Problem(
                    ProblemType.TOO_MANY_REQUESTS,
                    "'%s' has sent more than the %d requests or commands a second that gregor.http.caller-rate allows"
                            .formatted(Caller.key(request), perSecond));
        }
    }

    private boolean take(String caller) {
        long now = nanos.getAsLong();
        AtomicLong next = due.get(caller, first -> new AtomicLong(now));
        long before = next.get();
        while (Math.max(before, now) - now < SECOND) {
            if (next.compareAndSet(before, Math.max(before, now) + SECOND / perSecond)) {
                return true;
            }
            before = next.get();
        }
        return false;
    }
}
