package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.streams.thread.StreamThreadContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream thread that fails is replaced, and its partitions do not rest until its session is over. */
class ReplacedThreadIT {

    private static final String TOPIC = "input";
    private static final String OUTPUT = "output";
    private static final Duration WAIT = Duration.ofMinutes(1);

    /** After so many failures a thread is replaced so much later. */
    private static final int FAILURES = 6;

    private static final Duration LONG_PAUSE = Duration.ofMillis(3_200);
    private static final int MUCH_LONGER_MS = 20 * 60_000;

    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private final List<String> committed = new CopyOnWriteArrayList<>();
    private final AtomicBoolean failing = new AtomicBoolean(true);

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void goesOnAlthoughTheSessionOfTheFailedThreadLasts(int threads) throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")))) {
            createTopic(broker);
            try (var application = start(broker, threads, topology());
                    var producer = producer(broker)) {
                producer.send(new ProducerRecord<>(TOPIC, 0, "key", "first")).get();
                await().atMost(WAIT).until(() -> !failing.get());
                producer.send(new ProducerRecord<>(TOPIC, 1, "key", "second")).get();

                await().atMost(WAIT)
                        .untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder("first", "second"));
                await().atMost(WAIT).until(application::isRunning);
                await().atMost(WAIT)
                        .untilAsserted(() -> assertThat(committed).containsExactlyInAnyOrder("first", "second"));
            }
        }
    }

    @Test
    void keepsNobodyWaitingForItsTransactionUntilItIsReplaced() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            createTopic(broker);
            AtomicInteger failures = new AtomicInteger();
            try (var application = start(broker, 1, failing(admin, failures));
                    var producer = producer(broker)) {
                await().atMost(WAIT).until(application::isRunning);
                producer.send(new ProducerRecord<>(TOPIC, 0, "key", "value")).get();
                await().atMost(WAIT).until(() -> failures.get() >= FAILURES);

                await().atMost(LONG_PAUSE.dividedBy(2))
                        .untilAsserted(() -> assertThat(end(admin, IsolationLevel.READ_COMMITTED))
                                .isEqualTo(end(admin, IsolationLevel.READ_UNCOMMITTED)));
            }
        }
    }

    @Test
    void isNotWellWhileItsTransactionsAreOpenForTooLong() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            createTopic(broker);
            try (var application = start(broker, 1, slow(admin), 1_000);
                    var producer = producer(broker)) {
                await().atMost(WAIT).until(application::isRunning);
                producer.send(new ProducerRecord<>(TOPIC, 0, "key", "value")).get();
                await().atMost(WAIT)
                        .untilAsserted(() -> assertThat(application.obstacle())
                                .hasValueSatisfying(obstacle ->
                                        assertThat(obstacle.text()).contains("was aborted, for the limit is 1 s")));

                failing.set(false);
                await().atMost(WAIT).until(() -> end(admin, IsolationLevel.READ_COMMITTED) > 0);
                await().atMost(WAIT).until(() -> application.obstacle().isEmpty());
            }
        }
    }

    /** Handles a record until the brokers have aborted the transaction that it began. */
    private Topology slow(Admin admin) {
        return sending(
                admin,
                before -> await().atMost(WAIT)
                        .until(() -> !failing.get() || end(admin, IsolationLevel.READ_COMMITTED) > before));
    }

    /** Fails once what it sends on is in a transaction. */
    private static Topology failing(Admin admin, AtomicInteger failures) {
        return sending(admin, before -> {
            await().atMost(WAIT).until(() -> end(admin, IsolationLevel.READ_UNCOMMITTED) > before);
            failures.incrementAndGet();
            throw new IllegalStateException("A failure on purpose");
        });
    }

    /** Sends each record on and then does this, which is told where the output ended before. */
    private static Topology sending(Admin admin, LongConsumer then) {
        return new Topology()
                .addSource("source", new StringDeserializer(), new StringDeserializer(), TOPIC)
                .addProcessor(
                        "processor",
                        () -> new ContextualProcessor<String, String, String, String>() {
                            @Override
                            public void process(Record<String, String> record) {
                                long before = end(admin, IsolationLevel.READ_UNCOMMITTED);
                                context().forward(record);
                                then.accept(before);
                            }
                        },
                        "source")
                .addSink("sink", OUTPUT, new StringSerializer(), new StringSerializer(), "processor");
    }

    private static long end(Admin admin, IsolationLevel level) {
        TopicPartition partition = new TopicPartition(OUTPUT, 0);
        try {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private StreamsApplication start(LocalBroker broker, int threads, Topology topology) {
        return start(broker, threads, topology, 30_000);
    }

    private StreamsApplication start(LocalBroker broker, int threads, Topology topology, int transactionMs) {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "main.consumer.session.timeout.ms",
                MUCH_LONGER_MS,
                "num.stream.threads",
                threads,
                "linger.ms",
                0,
                "producer.transaction.timeout.ms",
                transactionMs);
        StreamsSettings settings = new StreamsSettings(kafka, dir.resolve("state"), "one", null, 1, 1 << 20);
        return StreamsApplication.start("replaced", topology, settings, new SimpleMeterRegistry());
    }

    private Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(TOPIC, Consumed.with(Serdes.String(), Serdes.String())).foreach((key, value) -> {
            StreamThreadContext.current().afterCommit().add(() -> committed.add(value));
            if (failing.getAndSet(false)) {
                throw new IllegalStateException("A failure on purpose");
            }
            handled.add(value);
        });
        return builder.build();
    }

    private static void createTopic(LocalBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1), new NewTopic(OUTPUT, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static KafkaProducer<String, String> producer(LocalBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), new StringSerializer());
    }
}
