package dev.gregor.it.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.subscribe.ServiceDownException;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.node.Gregor;
import dev.gregor.node.access.Messaging;
import dev.gregor.sql.outbox.Outbox;
import dev.gregor.user.Register;
import dev.gregor.user.User;
import dev.gregor.user.UserRegistered;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class NodeMessagingIT {

    @TempDir
    Path dir;

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final AtomicBoolean down = new AtomicBoolean();
    private final OutboxOperations outbox = Outbox.operations(new PGSimpleDataSource());

    private Gregor start() {
        return Gregor.configure()
                .app("users")
                .dataDir(dir)
                .set("gregor.kafka-port", "0")
                .set("gregor.partitions", "2")
                .aggregate(new User())
                .publishes("notice.sent.v1", UserRegistered.class)
                .outbox(outbox)
                .start();
    }

    /** Tells of each new user in another topic. */
    private final class Notices extends Subscriber {
        Notices() {
            super("notices");
            topics("user.events");
            on("user.registered.v1", UserRegistered.class, (message, outgoing) -> {
                if (down.get()) {
                    throw new ServiceDownException("The printer is off");
                }
                outgoing.publish("notices", message.key(), message.data());
            });
        }
    }

    private final class Readers extends Subscriber {
        Readers() {
            super("readers");
            topics("notices");
            on(
                    "notice.sent.v1",
                    UserRegistered.class,
                    (message, outgoing) -> handled.add(message.data().getUsername()
                            + ' '
                            + message.metadata().causationId()));
        }
    }

    private static void create(Gregor gregor, String topic) {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                gregor.bootstrapServers().toCompletableFuture().join()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void subscribesToTheEventsOfAggregatesAndPublishes() {
        try (Gregor gregor = start()) {
            create(gregor, "notices");
            gregor.subscribe(new Notices());
            gregor.subscribe(new Readers());
            gregor.commands()
                    .send(User.class, "42", new Register("john", "john@example.com"))
                    .join()
                    .orElseThrow();
            gregor.publisher()
                    .publish("notices", "7", new UserRegistered("ann", "ann@example.com"))
                    .join();
            Messaging messaging = gregor.components().messaging();
            assertThat(messaging.hasTopic("notices")).isTrue();
            assertThat(messaging.hasTopic("nobodys-notices")).isFalse();
            assertThat(messaging.outbox()).containsSame(outbox);
            messaging
                    .publish(List.of(OutgoingMessage.of("notices", "8", new UserRegistered("eve", "eve@example.com"))))
                    .join();
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() ->
                            assertThat(handled).containsExactlyInAnyOrder("john user/42/1", "ann null", "eve null"));
            assertThat(gregor.deadLetters().list(LetterFilter.all())).isEmpty();
            assertThat(gregor.messaging().kafka()).containsKey("bootstrap.servers");
        }
    }

    @Test
    void warnsWhileASubscriptionWaits() {
        down.set(true);
        try (Gregor gregor = start()) {
            create(gregor, "notices");
            gregor.commands()
                    .send(User.class, "42", new Register("john", "john@example.com"))
                    .join()
                    .orElseThrow();
            Subscription notices = gregor.subscribe(new Notices());
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(gregor.warnings())
                            .anyMatch(each -> each.startsWith("Subscription 'notices': Waits for a service")));
            down.set(false);
            await().atMost(Duration.ofMinutes(1)).until(() -> gregor.warnings().isEmpty());
            notices.close();
        }
    }

    @Test
    void deliversAfterARestartWhatWasScheduledBefore() {
        try (Gregor gregor = start()) {
            create(gregor, "notices");
            Instant due = Instant.now().plusSeconds(2);
            var message = OutgoingMessage.of("notices", "7", new UserRegistered("ann", "ann@example.com"));
            gregor.schedules().at("notice/7", due, message).join();
        }
        try (Gregor gregor = start()) {
            gregor.subscribe(new Readers());
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(handled).containsExactly("ann null"));
            assertThat(gregor.schedules().get("notice/7").join()).isEmpty();
        }
    }

    @Test
    void hasNoPublisherBeforeItsStart() {
        try (Gregor gregor =
                Gregor.configure().dataDir(dir).aggregate(new User()).create()) {
            assertThatThrownBy(gregor::publisher).isInstanceOf(IllegalStateException.class);
        }
    }
}
