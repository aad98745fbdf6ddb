package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.streams.thread.DrainedBatch;
import dev.gregor.streams.thread.StreamThreadContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that come together are committed when no more come, by both group protocols, and not only at the interval. */
class GatheredCommitIT {

    private static final String TOPIC = "input";
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final int MUCH_LONGER_MS = 10 * 60_000;
    private static final int RECORDS = 4;

    /** The first takes too long to be gathered. */
    private static final int ROUNDS = 20;

    private final Set<String> committed = ConcurrentHashMap.newKeySet();

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    void comesWhenNoMoreRecordsCome(String protocol) throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")))) {
            createTopic(broker);
            try (var application = start(broker, protocol)) {
                await().atMost(WAIT).until(application::isRunning);
                for (int round = 1; round <= ROUNDS; round++) {
                    sendTogether(broker, round);

                    int sent = round * RECORDS;
                    await().atMost(WAIT)
                            .untilAsserted(() -> assertThat(committed).hasSize(sent));
                }
            }
        }
    }

    private static void createTopic(LocalBroker broker) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
        }
    }

    private static void sendTogether(LocalBroker broker, int round) {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", WAIT.toMillis()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int record = 0; record < RECORDS; record++) {
                producer.send(new ProducerRecord<>(TOPIC, record % 2, "key", round + "-" + record));
            }
        }
    }

    private StreamsApplication start(LocalBroker broker, String protocol) {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.protocol",
                protocol,
                "num.stream.threads",
                1,
                "commit.interval.ms",
                MUCH_LONGER_MS,
                "producer.transaction.timeout.ms",
                MUCH_LONGER_MS);
        StreamsSettings settings = new StreamsSettings(kafka, dir.resolve("state"), "one", null, 1, 1 << 20);
        return StreamsApplication.start("gathered", topology(), settings.forWriteSide(), new SimpleMeterRegistry());
    }

    private Topology topology() {
        return new Topology()
                .addSource("source", new StringDeserializer(), new StringDeserializer(), TOPIC)
                .addProcessor("processor", Noting::new, "source");
    }

    /** Notes what is committed. */
    private final class Noting extends ContextualProcessor<String, String, Void, Void> {

        @SuppressWarnings("NullAway.Init")
        private DrainedBatch.Source batch;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            super.init(context);
            batch = StreamThreadContext.current()
                    .batch()
                    .source(TOPIC, context.taskId().partition());
        }

        @Override
        public void process(Record<String, String> record) {
            StreamThreadContext.current().afterCommit().add(() -> committed.add(record.value()));
            batch.handled(context().recordMetadata().orElseThrow().offset(), context()::commit);
        }

        @Override
        public void close() {
            StreamThreadContext.current()
                    .batch()
                    .remove(TOPIC, context().taskId().partition());
        }
    }
}
