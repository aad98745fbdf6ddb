package dev.gregor.event.log;

import dev.gregor.avro.AvroCodec;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.LiveEvent;
import dev.gregor.failure.TransientException;
import dev.gregor.kafka.KafkaClients;
import dev.gregor.topic.Topics;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Opens feeds of committed events as they happen: of one aggregate type or several, over all partitions, whichever instance wrote
 * them. Each feed has a consumer of its own; close it after use. Thread-safe.
 */
public final class LiveEvents {

    /** How many recorded events a feed gives out at once, at most. */
    public static final int EVENTS_AT_ONCE = 100;

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
        return fromNow(List.of(aggregateType));
    }

    /** A feed of the events of several aggregate types; throws as {@link #fromNow(String)} does. */
    public EventFeed fromNow(Collection<String> aggregateTypes) {
        return open(aggregateTypes, EventFeed::seekToEnd);
    }

    /** A feed of all events, from the first on; throws as {@link #fromNow(String)} does. */
    public EventFeed fromFirst(String aggregateType) {
        return fromFirst(List.of(aggregateType));
    }

    /** A feed of all events of several aggregate types; throws as {@link #fromNow(String)} does. */
    public EventFeed fromFirst(Collection<String> aggregateTypes) {
        return open(aggregateTypes, EventFeed::seekToBeginning);
    }

    /**
     * Opens a feed that continues at the position of a token, without loss or repetition; throws as {@link #fromNow(String)} does.
     *
     * @param token of {@link LiveEvent#token()} or {@link EventFeed#token()}
     * @throws IllegalArgumentException if it is no such token, or one of other events
     */
    public EventFeed after(String aggregateType, String token) {
        List<String> types = List.of(aggregateType);
        if (!FeedToken.parse(token, types).offsets().keySet().equals(Set.of(aggregateType))) {
            throw FeedToken.refused(token, types, "it is of other events");
        }
        return open(types, feed -> feed.seek(token));
    }

    /**
     * Opens a feed of several aggregate types that continues at the position of a token, without loss or repetition. A type that the token
     * does not know begins with its first event. A type that is only in the token stays in the tokens of the feed, for one that has it again.
     *
     * @param token of a feed of several types
     * @throws IllegalArgumentException if it is no such token
     */
    public EventFeed after(Collection<String> aggregateTypes, String token) {
        return open(aggregateTypes, feed -> feed.seek(token));
    }

    /**
     * A feed that begins a little before the present end; throws as {@link #fromNow(String)} does.
     *
     * @param records how many records of each partition come again, events and ends of transactions
     */
    public EventFeed fromRecent(Collection<String> aggregateTypes, long records) {
        return open(aggregateTypes, feed -> feed.seekToRecent(records));
    }

    /**
     * Opens what tells where the events of a feed end; close it after use.
     *
     * @throws TransientException if its client cannot be made
     */
    public EventEnds ends(EventFeed feed) {
        Map<String, Object> config = KafkaClients.withoutIds(kafka);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        try {
            return new EventEnds(Admin.create(config), feed.partitions());
        } catch (KafkaException e) {
            throw new TransientException("The end of the live events cannot be read (%s); try again".formatted(e), e);
        }
    }

    private EventFeed open(Collection<String> aggregateTypes, Consumer<EventFeed> seek) {
        KafkaConsumer<byte[], byte[]> consumer = KafkaClients.consumer(consumerConfig());
        try {
            EventFeed feed = new EventFeed(assigned(consumer, aggregateTypes), consumer, reader);
            seek.accept(feed);
            return feed;
        } catch (KafkaException e) {
            consumer.close();
            throw new TransientException(
                    "The live events of '%s' cannot be read (%s); try again"
                            .formatted(String.join("', '", aggregateTypes), e),
                    e);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private Map<String, List<TopicPartition>> assigned(
            KafkaConsumer<byte[], byte[]> consumer, Collection<String> aggregateTypes) {
        Map<String, List<TopicPartition>> partitions = new TreeMap<>();
        for (String type : aggregateTypes) {
            partitions.put(
                    type,
                    consumer.partitionsFor(topics.events(type)).stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .sorted(Comparator.comparingInt(TopicPartition::partition))
                            .toList());
        }
        consumer.assign(partitions.values().stream().flatMap(List::stream).toList());
        return partitions;
    }

    private Map<String, Object> consumerConfig() {
        Map<String, Object> config = KafkaClients.reader(kafka);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, EVENTS_AT_ONCE);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, BYTES_AT_ONCE);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BYTES_AT_ONCE);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        return config;
    }
}
