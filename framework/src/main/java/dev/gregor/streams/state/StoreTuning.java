package dev.gregor.streams.state;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * Tunes RocksDB for stores that are nearly always asked for keys that they do not have. Kafka Streams keeps filters for
 * what is on disk but the oldest, where most of the keys are, and none for what is in memory. With filters for all, to find
 * one of a million ids new and to write it takes half as long. What is read from disk all the same is read for a filter that
 * was wrong, and not asked for again, so that such stores share a small cache of blocks rather than have 50 MB each. A setter of
 * one's own takes the place of this one, and may call it first.
 */
public final class StoreTuning implements RocksDBConfigSetter {

    /** How the names of such stores end. */
    public static final String FOR_NEW_KEYS = "-handled-commands";

    private static final double FILTER_SHARE_OF_MEMTABLE = 0.02;

    static final long CACHED_BYTES = 4L * 1024 * 1024;

    /** Lives as long as the process. Made when a store is opened, for RocksDB's library is there by then. */
    private static final class Blocks {
        static final Cache SHARED = new LRUCache(CACHED_BYTES);
    }

    /** Made by Kafka Streams. */
    public StoreTuning() {}

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        if (isForNewKeys(store)) {
            options.setOptimizeFiltersForHits(false);
            options.setMemtablePrefixBloomSizeRatio(FILTER_SHARE_OF_MEMTABLE);
            options.setMemtableWholeKeyFiltering(true);
            shareBlocks(options);
        }
    }

    private static void shareBlocks(Options options) {
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            options.setTableFormatConfig(table.setBlockCache(Blocks.SHARED));
        }
    }

    /** The segments of a window store carry its name, a dot and their start. */
    private static boolean isForNewKeys(String store) {
        int dot = store.lastIndexOf('.');
        return store.substring(0, dot < 0 ? store.length() : dot).endsWith(FOR_NEW_KEYS);
    }

    @Override
    public void close(String store, Options options) {
        // what it made is shared
    }
}
