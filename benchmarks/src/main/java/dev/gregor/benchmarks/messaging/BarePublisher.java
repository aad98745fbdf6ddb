package dev.gregor.benchmarks.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer with the settings of Gregor's. It sends the same keys and values, and as many bytes of headers, which are made once. */
final class BarePublisher implements EventPublisher {

    private static final List<Header> HEADERS = Stream.of(
                    header("ce_specversion", "1.0"),
                    header("ce_id", UUID.randomUUID().toString()),
                    header("ce_type", Events.TYPE),
                    header("ce_source", "/gregor/benchmark/account"),
                    header("ce_subject", "account-1234"),
                    header("ce_time", "2000-01-01T00:00:00.123Z"),
                    header("content-type", "application/avro"),
                    header("ce_correlationid", UUID.randomUUID().toString()))
            .toList();

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;

    BarePublisher(Map<String, Object> kafka, String topic) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }

    @Override
    public void publish(int number, Consumer<@Nullable Throwable> then) {
        byte[] key = Events.key(number).getBytes(UTF_8);
        byte[] value = Events.encode(Events.event(number));
        producer.send(
                new ProducerRecord<>(topic, null, key, value, HEADERS), (written, failure) -> then.accept(failure));
    }

    @Override
    public void close() {
        producer.close();
    }
}
