package dev.gregor.write.handled;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of the commands of the last while, by command id: what makes a repeated command harmless.
 *
 * <p>Time is cut into periods as long as the retention. An outcome is kept under its period, and looked up in the present
 * and the previous one: two point look-ups instead of a scan, between one and two retentions of memory, and the window
 * store drops whole periods by itself, without a tombstone for each id. A key is the hash of aggregate id and command
 * id, for one id may be used for several aggregates.
 */
public final class HandledCommands {

    /** The hash of no command. */
    private static final Bytes NO_COMMAND = Bytes.wrap(new byte[HandledUpTo.KEY_BYTES]);

    private final WindowStore<Bytes, byte[]> store;
    private final long retentionMillis;
    private final MessageDigest digest;

    /** Keeps outcomes in this store for at least this long. */
    public HandledCommands(WindowStore<Bytes, byte[]> store, Duration retention) {
        this.store = store;
        this.retentionMillis = retention.toMillis();
        this.digest = sha256();
    }

    /** The store of the outcomes of a partition. */
    public static StoreBuilder<?> store(String name, Duration retention) {
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(name, retention.multipliedBy(2), retention, false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled();
    }

    /** The encoded outcome of an earlier command with this id for this aggregate. */
    public byte @Nullable [] outcome(Bytes key, long nowMillis) {
        long period = period(nowMillis);
        byte[] found = store.fetch(key, period);
        return found != null ? found : store.fetch(key, period - retentionMillis);
    }

    /**
     * Whether nothing was ever kept. Such a store has no segment, and so no offset of its changelog, for which Kafka
     * Streams restores all stores of the task at each start.
     */
    public boolean isEmpty() {
        try (var all = store.all()) {
            return !all.hasNext();
        }
    }

    /** Keeps an entry of no command, so that the store is not {@link #isEmpty() empty}. */
    public void fill(long nowMillis) {
        keep(NO_COMMAND, new byte[0], nowMillis);
    }

    /** Keeps the encoded outcome of a command. */
    public void keep(Bytes key, byte[] outcome, long nowMillis) {
        store.put(key, outcome, period(nowMillis));
    }

    /** The key of a command; of a record that is none because one of both is missing, too. */
    public Bytes key(byte @Nullable [] aggregateKey, @Nullable String commandId) {
        return key(digest, aggregateKey, commandId);
    }

    /** The same with a digest of the caller. */
    public static Bytes key(MessageDigest digest, byte @Nullable [] aggregateKey, @Nullable String commandId) {
        if (aggregateKey != null) {
            digest.update(aggregateKey);
        }
        digest.update((byte) 0);
        byte[] id = commandId == null ? new byte[0] : commandId.getBytes(UTF_8);
        return Bytes.wrap(Arrays.copyOf(digest.digest(id), HandledUpTo.KEY_BYTES));
    }

    private long period(long millis) {
        return period(millis, retentionMillis);
    }

    /** The start of the period that a time is in, in milliseconds. */
    public static long period(long millis, long retentionMillis) {
        return Math.floorDiv(millis, retentionMillis) * retentionMillis;
    }

    /** What {@link #key keys} are made with. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
