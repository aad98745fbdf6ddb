package dev.gregor.event;

import dev.gregor.avro.AvroCodec;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Opens feeds of committed events as they happen: of one aggregate type, over all partitions, whichever instance wrote
 * them. Each feed has a consumer of its own; close it after use. Thread-safe.
 */
public final class LiveEvents {

    private static final int RECORDS_AT_ONCE = 100;
    private static final int BYTES_AT_ONCE = 1 << 20;
    private static final int TIMEOUT_MS = 10_000;

    private final Map<String, Object> kafka;
    private final Topics topics;
    private final EventReader reader;

    /**
     * Live events of these types.
     *
     * @param kafka settings of Kafka clients, at least {@code bootstrap.servers}
     */
    public LiveEvents(Map<String, Object> kafka, Topics topics, EventCatalog catalog, AvroCodec codec) {
        this.kafka = Map.copyOf(kafka);
        this.topics = topics;
        this.reader = new EventReader(catalog, codec);
    }

    /**
     * A feed of the events that are committed from now on.
     *
     * @throws TransientException if Kafka does not answer within 10 seconds
     */
    public EventFeed fromNow(String aggregateType) {
        return open(aggregateType, EventFeed::seekToEnd);
    }

    /** A feed of all events, from the first on; throws as {@link #fromNow} does. */
    public EventFeed fromFirst(String aggregateType) {
        return open(aggregateType, EventFeed::seekToBeginning);
    }

    /**
     * Opens a feed that continues at the position of a token, without loss or repetition; throws as {@link #fromNow} does.
     *
     * @param token of {@link LiveEvent#token()} or {@link EventFeed#token()}
     * @throws IllegalArgumentException if it is no such token, or one of other events
     */
    public EventFeed after(String aggregateType, String token) {
        return open(aggregateType, feed -> feed.seek(token));
    }

    private EventFeed open(String aggregateType, Consumer<EventFeed> seek) {
        KafkaConsumer<byte[], byte[]> consumer = KafkaClients.consumer(consumerConfig());
        try {
            EventFeed feed = new EventFeed(aggregateType, consumer, assigned(consumer, aggregateType), reader);
            seek.accept(feed);
            return feed;
        } catch (KafkaException e) {
            consumer.close();
            throw new TransientException(
                    "The live events of '%s' cannot be read (%s); try again".formatted(aggregateType, e), e);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private List<TopicPartition> assigned(KafkaConsumer<byte[], byte[]> consumer, String aggregateType) {
        List<TopicPartition> partitions = consumer.partitionsFor(topics.events(aggregateType)).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                .toList();
        consumer.assign(partitions);
        return partitions;
    }

    private Map<String, Object> consumerConfig() {
        Map<String, Object> config = KafkaClients.reader(kafka);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_AT_ONCE);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, BYTES_AT_ONCE);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BYTES_AT_ONCE);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        return config;
    }
}
