package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.streams.AfterCommit;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream thread that fails is replaced, and its partitions do not rest until its session is over. */
class ReplacedThreadIT {

    private static final String TOPIC = "input";
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final int MUCH_LONGER_MS = 20 * 60_000;

    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private final List<String> committed = new CopyOnWriteArrayList<>();
    private final AtomicBoolean failing = new AtomicBoolean(true);

    @TempDir
    Path dir;

    @Test
    void goesOnAlthoughTheSessionOfTheFailedThreadLasts() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir.resolve("broker")))) {
            createTopic(broker);
            try (var application = start(broker);
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

    private StreamsApplication start(LocalBroker broker) {
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "main.consumer.session.timeout.ms", MUCH_LONGER_MS);
        StreamsSettings settings = new StreamsSettings(kafka, dir.resolve("state"), "one", null, 1, 1 << 20);
        return StreamsApplication.start("replaced", topology(), settings, new SimpleMeterRegistry());
    }

    private Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(TOPIC, Consumed.with(Serdes.String(), Serdes.String())).foreach((key, value) -> {
            AfterCommit.ofThisThread().add(() -> committed.add(value));
            if (failing.getAndSet(false)) {
                throw new IllegalStateException("A failure on purpose");
            }
            handled.add(value);
        });
        return builder.build();
    }

    private static void createTopic(LocalBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
        }
    }

    private static KafkaProducer<String, String> producer(LocalBroker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), new StringSerializer());
    }
}
