package dev.gregor.benchmarks.snapshots;

/**
 * What one policy costs for a state of one size.
 *
 * @param policy which
 * @param stateBytes of the state
 * @param commands that were measured: whole cycles from snapshot to snapshot, where there are any
 * @param bytesPerCommand keys and values in the changelog of aggregates
 * @param snapshotsPer1000 snapshots for 1,000 commands
 * @param longestTail the most events that a look-up of an aggregate folds on top of its snapshot
 */
record SnapshotCell(
        String policy,
        int stateBytes,
        int commands,
        double bytesPerCommand,
        double snapshotsPer1000,
        int longestTail) {}
