package dev.gregor.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The bare topology with a client as bare: what Kafka Streams allows at the most. */
final class LimitSystem implements WriteSystem {

    private static final byte[] PAYLOAD = "p".repeat(150).getBytes(UTF_8);

    private final ConcurrentHashMap<Long, CompletableFuture<Long>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> replies;
    private final StreamsApplication application;
    private final String run;
    private final String bootstrapServers;
    private final Thread reader;
    private volatile boolean closing;

    LimitSystem(String bootstrapServers, Path dir, String run) {
        this.run = run;
        this.bootstrapServers = bootstrapServers;
        Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrapServers);
        createTopics(kafka);
        this.application = StreamsApplication.start(
                "limit-" + run,
                LimitTopology.of(run),
                new StreamsSettings(kafka, dir.resolve(run), "benchmark", null, 1, 1024 * 1024),
                new SimpleMeterRegistry());
        Waiting.until("the limit runs", application::isRunning);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0, "batch.size", 128 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.replies = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition ours = new TopicPartition(run + ".replies", 0);
        replies.assign(List.of(ours));
        replies.seekToEnd(List.of(ours));
        replies.position(ours);
        this.reader = new Thread(this::read, "limit-replies");
        reader.start();
    }

    private void createTopics(Map<String, Object> kafka) {
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(
                            new NewTopic(run + ".commands", 4, (short) 1),
                            new NewTopic(run + ".events", 4, (short) 1),
                            new NewTopic(run + ".replies", 16, (short) 1)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException("The topics could not be created", e);
        }
    }

    private void read() {
        while (!closing) {
            replies.poll(Duration.ofMillis(100)).forEach(reply -> {
                var future = waiting.remove(ByteBuffer.wrap(reply.key()).getLong());
                if (future != null) {
                    future.complete(ByteBuffer.wrap(reply.value()).getLong());
                }
            });
        }
        replies.close();
    }

    @Override
    public String name() {
        return "limit";
    }

    @Override
    public CompletableFuture<Long> deposit(int account, long expectedVersion) {
        long id = ids.incrementAndGet();
        CompletableFuture<Long> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        byte[] key = ("account-" + account).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(
                run + ".commands",
                null,
                key,
                PAYLOAD,
                List.of(
                        new RecordHeader("id", bytes(id, 2 * Long.BYTES)),
                        new RecordHeader("expected", bytes(expectedVersion, Long.BYTES)))));
        return answer;
    }

    private static byte[] bytes(long number, int length) {
        return ByteBuffer.allocate(length).putLong(number).array();
    }

    @Override
    public void verify(long[] versions) {
        RecordedVersions.of(bootstrapServers, run + ".events").requireEqual(versions);
    }

    @Override
    public void close() {
        closing = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
        application.close();
    }
}
