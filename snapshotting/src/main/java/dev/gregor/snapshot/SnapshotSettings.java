package dev.gregor.snapshot;

/**
 * Settings of snapshots and of the cache of aggregates. Immutable; start from {@link #standard()}.
 *
 * @param policy when a snapshot is written
 * @param maxStateBytes the largest snapshot, in bytes
 * @param cacheBytes the size of the cache of each partition, in bytes of encoded aggregates; 0 for no cache
 */
public record SnapshotSettings(SnapshotPolicy policy, int maxStateBytes, long cacheBytes) {

    private static final int MEBIBYTE = 1024 * 1024;

    /**
     * Returns the defaults: {@link SnapshotPolicy#amortised()}, snapshots of up to 4 MiB, 16 MiB of cache for each partition.
     */
    public static SnapshotSettings standard() {
        return new SnapshotSettings(SnapshotPolicy.amortised(), 4 * MEBIBYTE, 16L * MEBIBYTE);
    }

    /** Returns the same settings with another policy. */
    public SnapshotSettings withPolicy(SnapshotPolicy newPolicy) {
        return new SnapshotSettings(newPolicy, maxStateBytes, cacheBytes);
    }

    /** Returns the same settings with another size of the cache, in bytes; 0 for no cache. */
    public SnapshotSettings withCacheBytes(long bytes) {
        return new SnapshotSettings(policy, maxStateBytes, bytes);
    }
}
