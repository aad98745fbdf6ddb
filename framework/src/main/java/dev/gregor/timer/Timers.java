package dev.gregor.timer;

import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.streams.thread.WakeUps;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a processor, which makes them in {@code init}. They are in its stores, so that what puts a timer, what one does when it fires,
 * and that it has fired are in the transactions of the processor: each timer fires once.
 *
 * <p>No timer fires before its time by the clock of this machine, and each up to 20 ms later where there is nothing else to do. If the processor did not run at that time, the timer fires as soon as it does. Those
 * that are due fire in the order of their times, up to 500 and for up to 10 ms; then the stream thread commits and does what else there is before it
 * goes on. A clock that is set back fires nothing again.
 *
 * <pre>{@code
 * Timers.stores("deadlines").forEach(store -> topology.addStateStore(store, "processor"));
 * ...
 * timers = new Timers("deadlines", context, timer -> context.forward(...));
 * timers.put("order-42", due, value);
 * }</pre>
 *
 * <p>Confined to its stream thread, except for {@link #size}.
 */
public final class Timers implements AutoCloseable {

    /** Kafka Streams keeps a cancelled punctuation until its time has come. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /**
     * Timers of all partitions that are due within this time fire together, so that one transaction has them; as do those that are put when they
     * are due already.
     */
    private static final long TOGETHER_MILLIS = 20;

    private final ProcessorContext<?, ?> context;
    private final TimerAction action;
    private final TimerStores stores;
    private final WakeUps wakeUps = StreamThreadContext.current().wakeUps();
    private @Nullable Cancellable punctuation;
    private long wakeUpAt = TimerStores.NEVER;
    private long firedAt = -TOGETHER_MILLIS;

    /**
     * Opens the timers of the partition.
     *
     * @param name that of their {@link #stores}
     * @param action what to do with those that are due
     */
    public Timers(String name, ProcessorContext<?, ?> context, TimerAction action) {
        this.context = context;
        this.action = action;
        this.stores = new TimerStores(
                context.getStateStore(ids(name)),
                context.getStateStore(due(name)),
                context.getStateStore(stateStore(name)));
        wakeUpAt(context.currentSystemTimeMs());
    }

    /** The stores that the processor has to be connected to. */
    public static Set<StoreBuilder<?>> stores(String name) {
        return Set.of(
                store(ids(name)), store(due(name)), store(stateStore(name)).withCachingEnabled());
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    }

    private static String ids(String name) {
        return name + "-ids";
    }

    private static String due(String name) {
        return name + "-due";
    }

    /**
     * The name of the one of the {@link #stores} with what changes all the time, which is written once a commit. The processor may keep such
     * things there, too, under keys that do not begin with a zero.
     */
    public static String stateStore(String name) {
        return name + "-state";
    }

    /**
     * Puts a timer, in place of the one of its id.
     *
     * @param due when it is to fire; if that has passed, as soon as possible
     */
    public void put(String id, Instant due, byte[] value) {
        Instant rounded = due.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        put(new Timer(id, rounded, value), rounded.toEpochMilli());
    }

    /** Puts a timer again that has fired, to fire a while from now; its due time stays. */
    public void postpone(Timer timer, Duration wait) {
        put(timer, context.currentSystemTimeMs() + wait.toMillis());
    }

    private void put(Timer timer, long time) {
        wakeUpAt(stores.put(timer, time, context.currentSystemTimeMs()));
    }

    /** Removes a timer, which fires no more. Returns whether there was one. */
    public boolean remove(String id) {
        return stores.remove(id);
    }

    /** Returns the timer of an id. */
    public Optional<Timer> get(String id) {
        return Optional.ofNullable(stores.get(id));
    }

    /**
     * Lists timers in the order of their ids.
     *
     * @param prefix what the ids begin with; empty for all
     * @param after the id after which to begin; empty to begin with the first
     * @param limit how many at most
     * @param time the time that it may take; at least one is listed all the same
     */
    public TimerPage list(String prefix, String after, int limit, Duration time) {
        return stores.list(prefix, after, limit, time);
    }

    /** Returns how many timers there are. Thread-safe. */
    public long size() {
        return stores.size();
    }

    private void wakeUpAt(long time) {
        if (time >= wakeUpAt) {
            return;
        }
        wakeUpAt = time;
        wakeUpIn(Math.min(untilTogether(time), LONGEST_WAIT.toMillis()));
    }

    private void wakeUpIn(long millis) {
        cancel();
        punctuation = context.schedule(Duration.ofMillis(millis), PunctuationType.WALL_CLOCK_TIME, this::punctuate);
        wakeUps.set(this, Duration.ofMillis(millis));
    }

    /** How long it is until a time, which is put off a little unless it has passed and none has fired just now. */
    private long untilTogether(long time) {
        long now = context.currentSystemTimeMs();
        if (time <= now && Math.abs(now - firedAt) >= TOGETHER_MILLIS) {
            return 1;
        }
        return (Math.max(time, now + 1) + TOGETHER_MILLIS - 1) / TOGETHER_MILLIS * TOGETHER_MILLIS - now;
    }

    private void punctuate(long now) {
        cancel();
        wakeUpAt = TimerStores.NEVER;
        Fired fired = stores.fire(now, FireBounds.STANDARD, action);
        action.fired(fired.number(), fired.took());
        if (fired.number() > 0) {
            firedAt = now;
            context.commit();
        }
        if (fired.next() <= now) {
            wakeUpAt = fired.next();
            wakeUpIn(1);
        } else if (fired.next() != TimerStores.NEVER) {
            wakeUpAt(fired.next());
        }
    }

    private void cancel() {
        if (punctuation != null) {
            punctuation.cancel();
            punctuation = null;
        }
    }

    @Override
    public void close() {
        cancel();
        wakeUps.remove(this);
    }
}
