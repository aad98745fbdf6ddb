package dev.gregor.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.topic.WrittenPartitions.Placed;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class WrittenPartitionsTest {

    private static WrittenPartitions written(int partitions, int keys) {
        Set<Placed> placed = IntStream.range(0, keys)
                .mapToObj(number -> "key-" + number)
                .map(key -> Placed.of(new ConsumerRecord<>(
                        "topic", KeyPartition.of(key, partitions), 0, key.getBytes(UTF_8), new byte[0])))
                .collect(Collectors.toSet());
        return new WrittenPartitions(placed);
    }

    @Test
    void tellsWithHowManyPartitionsKeysWerePut() {
        for (int partitions : new int[] {3, 4, 6, 12}) {
            assertThat(IntStream.rangeClosed(1, 24).filter(written(partitions, 100)::fits))
                    .containsExactly(partitions);
        }
    }

    @Test
    void findsTheNumberBeforePartitionsWereAdded() {
        assertThat(written(4, 100).number(4, 6)).hasValue(4);
        assertThat(written(4, 100).number(8, 6)).hasValue(4);
        assertThat(written(6, 100).number(4, 6)).hasValue(6);
        assertThat(written(3, 100).number(4, 3)).hasValue(3);
        assertThat(written(6, 100).number(4, 5)).isEmpty();
    }

    @Test
    void cannotTellWithoutKeys() {
        assertThat(written(4, 0).none()).isTrue();
        assertThat(written(4, 1).none()).isFalse();
        assertThat(written(4, 1).fits(4)).isTrue();
    }
}
