package dev.gregor.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import dev.gregor.command.Command;
import dev.gregor.command.gateway.CommandGateway;
import dev.gregor.command.gateway.GatewaySettings;
import dev.gregor.it.bank.Deposit;
import dev.gregor.message.MessageType;
import dev.gregor.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are sent as soon as their topic is made; a bare idempotent producer loses the first ones of some topics. */
class FirstCommandsIT {

    private static final int TOPICS = 40;
    private static final int COMMANDS = 200;
    private static final int PARTITIONS = 3;

    @TempDir
    static Path dir;

    @Test
    void allCommandsToTopicsThatWereJustMadeArrive() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir))) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(kafka)) {
                admin.createTopics(List.of(new NewTopic("gregor.replies", 16, (short) 1)))
                        .all()
                        .get();
                sendToNewTopics(admin, kafka);
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(written(admin)).isEqualTo(TOPICS * COMMANDS));
            }
        }
    }

    private static void sendToNewTopics(Admin admin, Map<String, Object> kafka) throws Exception {
        try (CommandGateway gateway = CommandGateway.start(
                kafka,
                Topics.unprefixed(),
                AvroCodec.singleObject(SchemaCatalog.inMemory()),
                GatewaySettings.of("it"),
                new SimpleMeterRegistry())) {
            for (int topic = 0; topic < TOPICS; topic++) {
                admin.createTopics(List.of(new NewTopic(topic(topic), PARTITIONS, (short) 1)))
                        .all()
                        .get();
                for (int command = 0; command < COMMANDS; command++) {
                    gateway.send(Command.of(
                            MessageType.parse(type(topic), "deposit.v1"), String.valueOf(command), new Deposit(1L)));
                }
            }
        }
    }

    private static String type(int number) {
        return "account-" + number;
    }

    private static String topic(int number) {
        return type(number) + ".commands";
    }

    private static long written(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, TOPICS)
                .boxed()
                .flatMap(topic -> IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic(topic), partition)))
                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get().values().stream()
                .mapToLong(each -> each.offset())
                .sum();
    }
}
