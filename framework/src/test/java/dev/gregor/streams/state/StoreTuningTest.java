package dev.gregor.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class StoreTuningTest {

    private static boolean isTuned(String store) {
        try (Options options = new Options().setOptimizeFiltersForHits(true)) {
            new StoreTuning().setConfig(store, options, Map.of());
            boolean inMemory = options.memtableWholeKeyFiltering() && options.memtablePrefixBloomSizeRatio() > 0;
            assertThat(options.optimizeFiltersForHits()).isNotEqualTo(inMemory);
            return inMemory;
        }
    }

    @Test
    void filtersWhereMostKeysAreNew() {
        assertThat(isTuned("user-handled-commands")).isTrue();
        assertThat(isTuned("user-handled-commands.1763769600000")).isTrue();
    }

    @Test
    void leavesOtherStoresAsTheyAre() {
        assertThat(isTuned("user-aggregates")).isFalse();
        assertThat(isTuned("my.store")).isFalse();
    }

    @Test
    void keepsLittleOfWhatIsReadForWrongFilters(@TempDir Path dir) throws RocksDBException {
        long cached = cachedBytes(dir.resolve("1"), "user-handled-commands.1763769600000");
        assertThat(cached).isEqualTo(StoreTuning.CACHED_BYTES);
        assertThat(cachedBytes(dir.resolve("2"), "user-aggregates")).isEqualTo(2 * cached);
    }

    /** What RocksDB would keep of the blocks of a store that has twice as much without us. */
    private static long cachedBytes(Path dir, String store) throws RocksDBException {
        RocksDB.loadLibrary();
        try (Cache standard = new LRUCache(2 * StoreTuning.CACHED_BYTES);
                Options options = new Options().setCreateIfMissing(true)) {
            options.setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(standard));
            new StoreTuning().setConfig(store, options, Map.of());
            try (RocksDB rocks = RocksDB.open(options, dir.toString())) {
                return rocks.getLongProperty("rocksdb.block-cache-capacity");
            }
        }
    }
}
