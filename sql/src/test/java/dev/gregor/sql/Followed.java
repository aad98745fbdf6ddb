package dev.gregor.sql;

import dev.gregor.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** The committed records of a topic, as they come. */
public final class Followed implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    Followed(String bootstrapServers, String topic) {
        Map<String, Object> config = KafkaClients.reader(Map.of("bootstrap.servers", bootstrapServers));
        config.put("auto.offset.reset", "earliest");
        consumer = KafkaClients.consumer(config);
        // A broker may not know a topic yet that was just made.
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> !consumer.partitionsFor(topic).isEmpty());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList());
    }

    /** How many there are, those that have just come included. */
    public int poll() {
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
        return records.size();
    }

    /** Waits until there are so many. */
    public List<ConsumerRecord<byte[], byte[]>> await(int number) {
        Awaitility.await().atMost(LIMIT).until(() -> poll() >= number);
        return records;
    }

    /** All that there are at the end of the topic, where readers may see them: that is a moment after they were committed. */
    public List<ConsumerRecord<byte[], byte[]>> all() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
