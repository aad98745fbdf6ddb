package dev.gregor.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes and reads texts the strict way: acks=all, in transactions, committed only, in a consumer group. */
final class Client implements AutoCloseable {

    private final Admin admin;
    private final Map<String, Object> bootstrap;
    private final KafkaProducer<String, String> producer;

    Client(String bootstrapServers) {
        bootstrap = Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "tx", "acks", "all");
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        producer = new KafkaProducer<>(bootstrap, new StringSerializer(), new StringSerializer());
    }

    void createTopic(String topic, int partitions) {
        var created = admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())));
        created.all().toCompletionStage().toCompletableFuture().join();
    }

    void writeInATransaction(String topic, String... values) {
        producer.initTransactions();
        write(topic, values);
    }

    void write(String topic, String... values) {
        producer.beginTransaction();
        for (var value : values) {
            // The commit throws what a send failed with.
            var unused = producer.send(new ProducerRecord<>(topic, value));
        }
        producer.commitTransaction();
    }

    List<String> read(String topic, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                String.valueOf(bootstrap.get("bootstrap.servers")),
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed");
        var values = new ArrayList<String>();
        var deadline = Instant.now().plusSeconds(20);
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count && Instant.now().isBefore(deadline)) {
                consumer.poll(Duration.ofMillis(200)).forEach(polled -> values.add(polled.value()));
            }
        }
        return values;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
        admin.close();
    }
}
