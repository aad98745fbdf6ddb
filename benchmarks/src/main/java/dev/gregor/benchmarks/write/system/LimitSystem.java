package dev.gregor.benchmarks.write.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.benchmarks.machine.Waiting;
import dev.gregor.benchmarks.store.Place;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topology of bytes with a client of bytes: what Kafka Streams allows at the most, with the ids of commands or bare. */
final class LimitSystem implements WriteSystem {

    private static final byte[] PAYLOAD = "p".repeat(150).getBytes(UTF_8);

    private final ConcurrentHashMap<Long, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final Place place;
    private final LimitCommand.Form form;
    private final StreamsApplication application;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> replies;
    private final Thread reader = new Thread(this::read, "limit-replies");
    private volatile boolean closing;

    private LimitSystem(Place place, LimitCommand.Form form) {
        this.place = place;
        this.form = form;
        createTopics();
        this.application = StreamsApplication.start(
                "limit-" + place.run(),
                LimitTopology.of(place.run(), form),
                streamsSettings(place),
                new SimpleMeterRegistry());
        Waiting.until("the limit runs", application::isRunning);
        this.producer = producer();
        this.replies = replies();
    }

    static LimitSystem start(Place place, LimitCommand.Form form) {
        LimitSystem system = new LimitSystem(place, form);
        system.reader.start();
        return system;
    }

    /** One thread, as Kafka Streams has, unless the settings say otherwise. */
    private static StreamsSettings streamsSettings(Place place) {
        Map<String, Object> kafka = place.kafka();
        kafka.putIfAbsent("num.stream.threads", 1);
        return new StreamsSettings(kafka, place.dir(), "benchmark", null, 1, 1024 * 1024).forWriteSide();
    }

    private void createTopics() {
        try (Admin admin = Admin.create(place.kafka())) {
            admin.createTopics(List.of(topic("commands", 4), topic("events", 4), topic("replies", 16)))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("The topics could not be created", e);
        }
    }

    private NewTopic topic(String name, int partitions) {
        return new NewTopic(place.run() + '.' + name, partitions, (short) 1);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var bytes = new ByteArraySerializer();
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", place.bootstrapServers(), "linger.ms", 0, "batch.size", 128 * 1024),
                bytes,
                bytes);
    }

    private KafkaConsumer<byte[], byte[]> replies() {
        var bytes = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", place.bootstrapServers(), "isolation.level", "read_committed"),
                bytes,
                bytes);
        TopicPartition ours = new TopicPartition(place.run() + ".replies", 0);
        consumer.assign(List.of(ours));
        consumer.seekToEnd(List.of(ours));
        consumer.position(ours);
        return consumer;
    }

    private void read() {
        while (!closing) {
            replies.poll(Duration.ofMillis(100)).forEach(reply -> {
                var answer = waiting.remove(ByteBuffer.wrap(reply.key()).getLong());
                if (answer != null) {
                    answer.complete(
                            new Answer.Deposited(ByteBuffer.wrap(reply.value()).getLong()));
                }
            });
        }
        replies.close();
    }

    @Override
    public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
        long id = ids.incrementAndGet();
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        producer.send(new LimitCommand(id, expectedVersion, PAYLOAD)
                .record(form, place.run() + ".commands", Accounts.name(account).getBytes(UTF_8)));
        return answer;
    }

    @Override
    public RecordedVersions recorded() {
        return new EventTopic(place.bootstrapServers(), place.run() + ".events")
                .versions(
                        form == LimitCommand.Form.HEADERS
                                ? EventTopic::versionInHeader
                                : event -> ByteBuffer.wrap(event.value()).getLong());
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
