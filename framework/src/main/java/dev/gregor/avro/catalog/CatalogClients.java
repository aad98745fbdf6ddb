package dev.gregor.avro.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The clients of the topic of schemas. */
record CatalogClients(Consumer<String, String> consumer, Producer<String, String> producer) {

    /** Clients with these settings. */
    static CatalogClients of(Map<String, Object> client) {
        return new CatalogClients(consumer(client), producer(client));
    }

    private static Consumer<String, String> consumer(Map<String, Object> client) {
        Map<String, Object> settings = ownClient(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static Producer<String, String> producer(Map<String, Object> client) {
        Map<String, Object> settings = ownClient(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** Without the ids, which name the caller's own clients. */
    private static Map<String, Object> ownClient(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.keySet().removeAll(List.of("client.id", "group.id", "group.instance.id", "transactional.id"));
        return settings;
    }
}
