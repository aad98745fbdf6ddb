package dev.gregor.topic;

import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * With how many partitions a topic was written, by where its first keys are.
 *
 * @param keys where keys are
 */
record WrittenPartitions(Set<Placed> keys) {

    private static final int LOOKED_AT = 1_000;
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Where a key is. */
    record Placed(int partition, int hash) {

        static Placed of(ConsumerRecord<byte[], byte[]> record) {
            return new Placed(record.partition(), Utils.toPositive(Utils.murmur2(record.key())));
        }
    }

    /** Reads the beginning of each partition of a topic, within some seconds. */
    static WrittenPartitions of(Map<String, Object> kafka, String topic, int partitions) {
        Map<String, Object> settings = KafkaClients.withoutIds(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, LOOKED_AT);
        Set<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toSet());
        try (var consumer = KafkaClients.consumer(settings)) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(all));
            consumer.beginningOffsets(all)
                    .forEach((partition, start) -> ends.merge(partition, start + LOOKED_AT, Math::min));
            return new WrittenPartitions(read(consumer, ends));
        }
    }

    private static Set<Placed> read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Set<Placed> placed = new HashSet<>();
        Set<TopicPartition> left = new HashSet<>(ends.keySet());
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                if (each.key() != null) {
                    placed.add(Placed.of(each));
                }
            }
            left.removeIf(each -> consumer.position(each) >= ends.getOrDefault(each, 0L));
        }
        return placed;
    }

    boolean none() {
        return keys.isEmpty();
    }

    /** The number that fits: the expected one if it does, else the actual one, else a smaller one. */
    OptionalInt number(int expected, int actual) {
        return IntStream.concat(
                        IntStream.of(Math.min(expected, actual), actual),
                        IntStream.iterate(actual, each -> each >= 1, each -> each - 1))
                .filter(this::fits)
                .findFirst();
    }

    /** Whether all keys are in the partitions where this number of partitions puts them. */
    boolean fits(int partitions) {
        return keys.stream().allMatch(each -> each.hash() % partitions == each.partition());
    }
}
