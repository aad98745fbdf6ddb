package dev.gregor.it.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.StreamsRights;
import dev.gregor.streams.StreamsApplication;
import dev.gregor.streams.StreamsSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class QuotaIT {

    private static final String PASSWORD = "secret";
    private static final int RECORD_BYTES = 400_000;

    @RegisterExtension
    static final SecuredBroker BROKER = new SecuredBroker();

    @TempDir
    Path dir;

    @Test
    void aQuotaThatNoTransactionCanMeetIsTold() throws Exception {
        for (String each : List.of("quota-in", "quota-out")) {
            SecuredBroker.done(BROKER.admin()
                    .createTopics(List.of(new NewTopic(each, 1, (short) 1)))
                    .all());
        }
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "quota-in");
        topology.addSink("out", "quota-out", new ByteArraySerializer(), new ByteArraySerializer(), "in");
        BROKER.user("slow", PASSWORD);
        BROKER.give("slow", StreamsRights.of("slow", topology));
        BROKER.limit("slow", 100_000);
        fill();
        Map<String, Object> kafka = new HashMap<>(BROKER.client("slow", PASSWORD));
        kafka.put("producer.transaction.timeout.ms", "5000");
        var settings = new StreamsSettings(kafka, dir, "one", null, 1, 1 << 20);
        try (StreamsApplication slow =
                StreamsApplication.start("slow", topology, settings, new SimpleMeterRegistry())) {
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> assertThat(slow.obstacle())
                            .hasValueSatisfying(obstacle -> assertThat(obstacle.reason())
                                    .contains("below a quota")
                                    .contains("producer_byte_rate")));
        }
    }

    private static void fill() throws Exception {
        BROKER.user("fast", PASSWORD);
        BROKER.give("fast", Rights.topic("quota-in", AclOperation.WRITE));
        try (Producer<byte[], byte[]> producer = KafkaClients.producer(BROKER.client("fast", PASSWORD))) {
            for (int i = 0; i < 5; i++) {
                producer.send(new ProducerRecord<>("quota-in", new byte[RECORD_BYTES]))
                        .get();
            }
        }
    }
}
