package dev.gregor.it.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.command.Command;
import dev.gregor.failure.PermanentException;
import dev.gregor.node.Gregor;
import dev.gregor.node.access.PublishedStates;
import dev.gregor.testing.CommittedRecords;
import dev.gregor.user.Activate;
import dev.gregor.user.Register;
import dev.gregor.user.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States in a topic of their own, again. */
class PublishedStatesIT {

    private static final int USERS = 250;

    @TempDir
    Path dir;

    private Gregor start(String stateTopics) {
        return Gregor.configure()
                .app("users")
                .dataDir(dir)
                .set("gregor.kafka-port", "0")
                .set("gregor.partitions", "2")
                .set("gregor.state-topics", stateTopics)
                .aggregate(new User())
                .start();
    }

    @Test
    void arePublishedAgainAsTheyAreWithTheCorrelationIdOfTheirLastEvent() {
        try (Gregor gregor = start("")) {
            IntStream.range(0, USERS)
                    .mapToObj(user -> send(gregor, "user-" + user))
                    .toList()
                    .forEach(CompletableFuture::join);
            PublishedStates states = gregor.publishedStates();
            assertThatThrownBy(() -> states.republish("user"))
                    .isInstanceOf(PermanentException.class)
                    .hasMessageContaining("gregor.state-topics");
        }
        try (Gregor gregor = start("user")) {
            PublishedStates states = gregor.publishedStates();
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(gregor.obstacle()).isEmpty());
            assertThat(states.republish("user")).isEqualTo(USERS);
            List<ConsumerRecord<byte[], byte[]>> published = published(gregor);
            assertThat(published)
                    .extracting(PublishedStatesIT::key)
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, USERS)
                            .mapToObj(user -> "user-" + user)
                            .toList());
            assertThat(published).allSatisfy(record -> {
                assertThat(header(record, "ce_correlationid")).isEqualTo("order-" + key(record));
                assertThat(header(record, "ce_id")).isEqualTo("user/" + key(record) + "/1");
            });

            gregor.commands().send(User.class, "user-7", new Activate()).join().orElseThrow();
            assertThat(states.republish("user", "user-7").join()).isTrue();
            assertThat(states.republish("user", "nobody").join()).isFalse();
            List<ConsumerRecord<byte[], byte[]>> ofOne = published(gregor).stream()
                    .filter(record -> key(record).equals("user-7"))
                    .toList();
            assertThat(ofOne).hasSize(3);
            assertThat(ofOne.get(2).value()).isEqualTo(ofOne.get(1).value());
            assertThat(header(ofOne.get(2), "ce_correlationid")).isEqualTo(header(ofOne.get(1), "ce_correlationid"));
            assertThat(gregor.events().version(User.class, "user-7").join()).isEqualTo(2);
        }
    }

    private static CompletableFuture<?> send(Gregor gregor, String id) {
        Command register = gregor.commands()
                .command(User.class, id, new Register(id, id + "@example.com"))
                .withCorrelationId("order-" + id);
        return gregor.commands().send(register);
    }

    private static List<ConsumerRecord<byte[], byte[]>> published(Gregor gregor) {
        return CommittedRecords.of(
                gregor.bootstrapServers().toCompletableFuture().join(), "user.state");
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
