package dev.gregor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.streams.state.internals.BlockBasedTableConfigWithAccessibleCache;
import org.junit.jupiter.api.Test;
import org.rocksdb.Cache;
import org.rocksdb.Options;

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
    void keepsLittleOfWhatIsReadForWrongFilters() {
        assertThat(blocksOf("user-handled-commands.1763769600000"))
                .isNotNull()
                .isSameAs(blocksOf("account-handled-commands"));
        assertThat(blocksOf("user-aggregates")).isNull();
    }

    private static Cache blocksOf(String store) {
        var table = new BlockBasedTableConfigWithAccessibleCache();
        try (Options options = new Options().setTableFormatConfig(table)) {
            new StoreTuning().setConfig(store, options, Map.of());
            return table.blockCache();
        }
    }
}
