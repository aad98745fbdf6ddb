package dev.gregor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
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
}
