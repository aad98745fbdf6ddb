package dev.gregor.streams.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestorationTest {

    private final Restoration restoration = new Restoration();

    @Test
    void tellsTheStoreThatHasMostLeft() {
        restoration.onRestoreStart(new TopicPartition("items", 3), "item-aggregates", 1_000, 51_000);
        restoration.onRestoreStart(new TopicPartition("items", 2), "item-aggregates", 0, 100);
        restoration.onBatchRestored(new TopicPartition("items", 3), "item-aggregates", 13_000, 12_000);
        assertThat(restoration.inWords())
                .contains(
                        "item-aggregates of partition 3 is restored to 12,000 of 50,000 records (24 %), 2 stores in all");
    }

    @Test
    void tellsNothingOnceAllAreRestored() {
        TopicPartition items = new TopicPartition("items", 3);
        restoration.onRestoreStart(items, "item-aggregates", 0, 0);
        assertThat(restoration.inWords())
                .contains("item-aggregates of partition 3 is restored to 0 of 0 records (100 %), 1 store in all");
        restoration.onRestoreEnd(items, "item-aggregates", 0);
        assertThat(restoration.inWords()).isEmpty();
    }
}
