package dev.gregor.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import dev.gregor.streams.thread.StreamThreadContext;
import dev.gregor.testing.CommittedRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker does not take is not committed, and handled again until it is taken. */
class UnwrittenRecordsIT {

    private static final String INPUT = "input";
    private static final String OUTPUT = "output";
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final int LONGER_THAN_A_COMMIT_MS = 1_000;
    private static final String LONG = "long ".repeat(1_000);

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<String> committed = new CopyOnWriteArrayList<>();

    @TempDir
    Path dir;

    @SuppressWarnings("NullAway.Init")
    private LocalBroker broker;

    @BeforeEach
    void startBroker() {
        broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")));
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void areWrittenOnceIfTheyWereRefused() throws Exception {
        NewTopic narrow = topic(OUTPUT).configs(Map.of("max.message.bytes", "1000"));
        writesOnceCured(narrow, admin -> {}, UnwrittenRecordsIT::widen);

        assertThat(output()).containsExactlyInAnyOrder("before", LONG, "short");
    }

    @Test
    void areWrittenOnceIfTheyWereLate() throws Exception {
        writesOnceCured(
                topic(OUTPUT),
                UnwrittenRecordsIT::delete,
                admin -> admin.createTopics(List.of(topic(OUTPUT))).all().get());

        assertThat(output()).containsExactlyInAnyOrder(LONG, "short");
    }

    /** Something that is done to the cluster. */
    private interface Change {
        void apply(Admin admin) throws ExecutionException, InterruptedException;
    }

    private void writesOnceCured(NewTopic output, Change hindrance, Change cure) throws Exception {
        try (Admin admin = Admin.create(kafka())) {
            admin.createTopics(List.of(topic(INPUT), output)).all().get();
            try (var application = start();
                    var producer = new KafkaProducer<>(kafka(), new StringSerializer(), new StringSerializer())) {
                waiting().until(application::isRunning);
                producer.send(new ProducerRecord<>(INPUT, 0, "key", "before")).get();
                waiting().untilAsserted(() -> assertThat(committed).containsExactly("before"));
                hindrance.apply(admin);

                producer.send(new ProducerRecord<>(INPUT, 0, "key", LONG)).get();
                producer.send(new ProducerRecord<>(INPUT, 1, "key", "short")).get();
                waiting().until(() -> handled.stream().filter(LONG::equals).count() > 1);
                assertThat(committed).doesNotContain(LONG);
                cure.apply(admin);

                waiting().untilAsserted(() -> assertThat(committed).containsExactlyInAnyOrder("before", LONG, "short"));
            }
        }
    }

    /** Until the cure threads fail, also such as replace others; Kafka Streams passes on the failures of these as if nobody handled them. */
    private static ConditionFactory waiting() {
        return await().atMost(WAIT).dontCatchUncaughtExceptions();
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 2, (short) 1);
    }

    private static void widen(Admin admin) throws ExecutionException, InterruptedException {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, OUTPUT),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("max.message.bytes", "100000"), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    /** Until the broker knows it, too. */
    private static void delete(Admin admin) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(OUTPUT)).all().get();
        waiting().until(() -> !admin.listTopics().names().get().contains(OUTPUT));
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private StreamsApplication start() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "producer.linger.ms",
                LONGER_THAN_A_COMMIT_MS,
                "producer.request.timeout.ms",
                1_000,
                "producer.max.block.ms",
                2_000,
                "producer.delivery.timeout.ms",
                2_000);
        return StreamsApplication.start(
                "unwritten",
                topology(),
                new StreamsSettings(settings, dir.resolve("state"), "one", null, 1, 1 << 20),
                new SimpleMeterRegistry());
    }

    private Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(INPUT, Consumed.with(Serdes.String(), Serdes.String()))
                .peek((key, value) -> {
                    handled.add(value);
                    StreamThreadContext.current().afterCommit().add(() -> committed.add(value));
                })
                .to(OUTPUT, Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    private List<String> output() {
        return CommittedRecords.of(broker.bootstrapServers(), OUTPUT).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }
}
