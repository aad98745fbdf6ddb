package dev.gregor.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.broker.BrokerSettings;
import dev.gregor.broker.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherWritersTest {

    @TempDir
    Path dir;

    @Test
    void refusesASecondNameForTheSameCommandsOnly() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var other = new OtherWriters(admin);
            assertThatCode(() -> other.refuse("shop", List.of("user.commands"))).doesNotThrowAnyException();

            admin.createTopics(List.of(
                            new NewTopic("user.commands", 1, (short) 1),
                            new NewTopic("account.commands", 1, (short) 1)))
                    .all()
                    .get();
            var read = Map.of(new TopicPartition("user.commands", 0), new OffsetAndMetadata(3));
            admin.alterConsumerGroupOffsets("gregor-first-write", read).all().get();

            assertThatThrownBy(() -> other.refuse("shop", List.of("account.commands", "user.commands")))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith("[user.commands] were handled until now by application 'first'")
                    .hasMessageContaining("start with gregor.app=first to join it");
            try (var member = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            broker.bootstrapServers(),
                            "group.id",
                            "gregor-idle-write",
                            "enable.auto.commit",
                            "false"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                member.subscribe(List.of("account.commands"));
                await().until(() -> {
                    member.poll(Duration.ofMillis(50));
                    return !member.assignment().isEmpty();
                });
                assertThatThrownBy(() -> other.refuse("shop", List.of("account.commands")))
                        .hasMessageStartingWith("[account.commands] are handled by application 'idle'");
            }
            assertThatCode(() -> other.refuse("first", List.of("user.commands")))
                    .doesNotThrowAnyException();
            assertThatCode(() -> other.refuse("shop", List.of("account.commands")))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void findsAnotherOneWhenTheCoordinatorsStillLoadTheirGroups() throws Exception {
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("user.commands", 1, (short) 1)))
                    .all()
                    .get();
            var read = Map.of(new TopicPartition("user.commands", 0), new OffsetAndMetadata(3));
            admin.alterConsumerGroupOffsets("gregor-first-write", read).all().get();
        }
        try (LocalBroker broker = LocalBroker.start(BrokerSettings.in(dir));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThatThrownBy(() -> new OtherWriters(admin).refuse("shop", List.of("user.commands")))
                    .hasMessageContaining("application 'first'");
        }
    }
}
