package dev.gregor.snapshot;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
import com.github.benmanes.caffeine.cache.stats.ConcurrentStatsCounter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What metrics say about the caches of one aggregate type. */
record CacheMetrics(ConcurrentStatsCounter counter, MeterRegistry registry, List<Meter> meters)
        implements AutoCloseable {

    static CacheMetrics of(String applicationId, String aggregateType, MeterRegistry registry) {
        ConcurrentStatsCounter counter = new ConcurrentStatsCounter();
        Tags tags = Tags.of("application", applicationId, "type", aggregateType);
        return new CacheMetrics(
                counter,
                registry,
                List.of(
                        lookUps(counter, CacheStats::hitCount, tags.and("result", "hit"))
                                .register(registry),
                        lookUps(counter, CacheStats::missCount, tags.and("result", "miss"))
                                .register(registry)));
    }

    private static FunctionCounter.Builder<ConcurrentStatsCounter> lookUps(
            ConcurrentStatsCounter counter, ToDoubleFunction<CacheStats> count, Tags tags) {
        return FunctionCounter.builder("gregor.aggregate.cache", counter, each -> count.applyAsDouble(each.snapshot()))
                .description("Look-ups of live aggregates")
                .tags(tags);
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
