package dev.gregor.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.avro.AvroCodec;
import dev.gregor.topic.Topics;
import dev.gregor.write.storage.AggregateStorage;
import dev.gregor.write.storage.AggregateStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Stores each aggregate as a snapshot and its events since, in one state store for each aggregate type. A bounded cache for each
 * partition holds aggregates in memory; {@code gregor.aggregate.cache} counts its hits and misses. A snapshot that cannot be read is
 * folded again from the events. Thread-safe; a store that it opens belongs to one stream thread. Close it after the applications that use it.
 */
public final class SnapshotStorage implements AggregateStorage, AutoCloseable {

    private static final long SEGMENT_BYTES = 32L * 1024 * 1024;

    private final AvroCodec codec;
    private final Topics topics;
    private final SnapshotSettings settings;
    private final MeterRegistry meters;
    private final Forgetting forgetting;
    private final Map<String, CacheMetrics> caches = new ConcurrentHashMap<>();

    /** Stores aggregates with these settings, and registers the counters of the cache with these meters. */
    public SnapshotStorage(AvroCodec codec, Topics topics, SnapshotSettings settings, MeterRegistry meters) {
        this(codec, topics, settings, meters, Forgetting.NEVER);
    }

    /** The same, for aggregates of which something may be forgotten. */
    public SnapshotStorage(
            AvroCodec codec, Topics topics, SnapshotSettings settings, MeterRegistry meters, Forgetting forgetting) {
        this.codec = codec;
        this.topics = topics;
        this.settings = settings;
        this.meters = meters;
        this.forgetting = forgetting;
    }

    /** The name of the state store of an aggregate type. */
    public static String storeName(String aggregateType) {
        return aggregateType + "-aggregates";
    }

    @Override
    public Set<StoreBuilder<?>> stores(AggregateDefinition<?> definition) {
        return Set.of(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(storeName(definition.type())),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(changelog()));
    }

    /**
     * What is compacted is closed segments, and an instance that restores reads the rest as it was written: so they are smaller
     * than Kafka's 1 GiB, but take four of the largest snapshots.
     */
    private Map<String, String> changelog() {
        long bytes = Math.max(SEGMENT_BYTES, 4L * settings.maxStateBytes());
        return Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(Math.min(Integer.MAX_VALUE, bytes)));
    }

    @Override
    public <S extends SpecificRecord> AggregateStore<S> open(
            AggregateDefinition<S> definition, ProcessingContext context, long lastSequence) {
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName(definition.type()));
        Cache<String, CachedAggregate<S>> cache = cache(definition, context);
        AggregateFold<S> folding = new AggregateFold<>(definition, codec, topics);
        History<S> history =
                new TopicHistory<>(folding, context.taskId().partition(), lastSequence, context.appConfigs());
        return new SnapshotStore<>(folding, history, settings, new SnapshotAndTail(store), cache, forgetting.count());
    }

    private <S extends SpecificRecord> Cache<String, CachedAggregate<S>> cache(
            AggregateDefinition<S> definition, ProcessingContext context) {
        var cache = Caffeine.newBuilder()
                .maximumWeight(settings.cacheBytes())
                .weigher((String id, CachedAggregate<S> cached) -> cached.weight())
                .executor(Runnable::run)
                .recordStats(() -> caches.computeIfAbsent(
                                definition.type(), type -> CacheMetrics.of(context.applicationId(), type, meters))
                        .counter());
        // From when it was read: what it becomes by events is made of what was read then.
        return forgetting.hasLife()
                ? cache.expireAfter(Expiry.<String, CachedAggregate<S>>creating((id, cached) -> forgetting.life()))
                        .build()
                : cache.build();
    }

    /** Removes its metrics. */
    @Override
    public void close() {
        caches.values().forEach(CacheMetrics::close);
    }
}
