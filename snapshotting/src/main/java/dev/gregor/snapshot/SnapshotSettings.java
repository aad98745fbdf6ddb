package dev.gregor.snapshot;

/**
 * What the user may choose about snapshots.
 *
 * @param policy when events are folded into a snapshot
 * @param maxStateBytes the largest snapshot, in bytes
 * @param cacheBytes how many bytes of live aggregates are cached for each partition, measured as encoded
 */
public record SnapshotSettings(SnapshotPolicy policy, int maxStateBytes, long cacheBytes) {

    private static final int MEBIBYTE = 1024 * 1024;

    /** The amortised policy, 4 MiB for a snapshot, 16 MiB of cache for each partition. */
    public static SnapshotSettings standard() {
        return new SnapshotSettings(SnapshotPolicy.amortised(), 4 * MEBIBYTE, 16L * MEBIBYTE);
    }

    /** The same with another policy. */
    public SnapshotSettings withPolicy(SnapshotPolicy newPolicy) {
        return new SnapshotSettings(newPolicy, maxStateBytes, cacheBytes);
    }

    /** The same with another cache; 0 for none. */
    public SnapshotSettings withCacheBytes(long bytes) {
        return new SnapshotSettings(policy, maxStateBytes, bytes);
    }
}
