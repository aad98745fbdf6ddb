package dev.gregor.avro.catalog;

import dev.gregor.kafka.KafkaClients;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The clients of the topic of schemas. */
record CatalogClients(Consumer<String, String> consumer, Producer<String, String> producer) {

    /** Clients with these settings. */
    static CatalogClients of(Map<String, Object> client) {
        return new CatalogClients(consumer(client), producer(client));
    }

    private static Consumer<String, String> consumer(Map<String, Object> client) {
        Map<String, Object> settings = KafkaClients.reader(KafkaClients.withoutIds(client));
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private static Producer<String, String> producer(Map<String, Object> client) {
        Map<String, Object> settings = KafkaClients.withoutIds(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return KafkaClients.textProducer(settings);
    }
}
