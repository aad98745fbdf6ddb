package dev.gregor.it.secured;

import static dev.gregor.it.secured.Obstacles.MINUTE;
import static dev.gregor.it.secured.Obstacles.says;
import static dev.gregor.it.secured.Obstacles.saysNothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.schedule.ScheduleSettings;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.node.NodeRights;
import dev.gregor.user.UserRegistered;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What runs beside a node and whose rights are taken away says so, and goes on by itself once it has them back. */
class TakenAwayWorkIT {

    private static final String PASSWORD = "secret";
    private static final boolean ALL = "all".equals(System.getProperty("gregor.it"));

    @RegisterExtension
    static final SecuredBroker BROKER = new SecuredBroker();

    @TempDir
    Path dir;

    private int sent;

    private interface Change {
        void make() throws Exception;
    }

    @BeforeAll
    static void users() throws Exception {
        for (String each : List.of("queue", "keeper", "schedules", "publisher", "other")) {
            BROKER.user(each, PASSWORD);
        }
    }

    private static MessagingSettings messaging(String user, SchemaCatalog catalog) {
        return SecuredBroker.messaging("work", BROKER.client(user, PASSWORD), catalog);
    }

    private static final class Jobs extends Subscriber {

        private final List<String> handled = new CopyOnWriteArrayList<>();

        Jobs() {
            super("jobs");
            topics("jobs-in");
            queue();
            on("notice.sent.v1", UserRegistered.class, (message, outgoing) -> handled.add(message.key()));
        }
    }

    @Test
    void aQueueGoesOnByItself() throws Exception {
        BROKER.topics(2, "jobs-in");
        Jobs jobs = new Jobs();
        try (SchemaCatalog catalog = SchemaCatalog.inMemory()) {
            MessagingSettings settings = messaging("queue", catalog);
            BROKER.give("queue", Subscription.rights(settings, jobs));
            BROKER.give("other", NodeRights.publishing(List.of("jobs-in")));
            try (Publisher publisher = Publisher.start(messaging("other", catalog));
                    Subscription queue = Subscription.start(settings, jobs)) {
                handles(publisher, jobs);
                Rights topic = Rights.topic("jobs-in", AclOperation.READ);
                Rights group = Rights.group("gregor-work-queue-jobs", AclOperation.READ);
                for (Rights each : ALL ? List.of(group, topic) : List.of(group)) {
                    away(
                            publisher,
                            jobs,
                            queue,
                            each.all().first().text(),
                            () -> BROKER.take("queue", each),
                            () -> BROKER.give("queue", each));
                }
                if (ALL) {
                    away(
                            publisher,
                            jobs,
                            queue,
                            "credentials",
                            () -> BROKER.deleteUser("queue"),
                            () -> BROKER.user("queue", PASSWORD));
                }
            }
        }
    }

    private void away(Publisher publisher, Jobs jobs, Subscription queue, String told, Change takes, Change givesBack)
            throws Exception {
        Instant begun = Instant.now();
        takes.make();
        says(queue::obstacle, told);
        Instant given = Instant.now();
        givesBack.make();
        handles(publisher, jobs);
        saysNothing(queue::obstacle);
        Obstacles.print(told, begun, given);
    }

    private static void publish(Publisher publisher, String topic, String key) {
        publisher.publish(topic, key, new UserRegistered(key, "b")).join();
    }

    private void handles(Publisher publisher, Jobs jobs) {
        String key = "k" + sent++;
        publish(publisher, "jobs-in", key);
        await().atMost(MINUTE).untilAsserted(() -> assertThat(jobs.handled).contains(key));
    }

    private static final class Keeping extends Subscriber {

        private final List<String> handled = new CopyOnWriteArrayList<>();
        private final CountDownLatch goesOn = new CountDownLatch(1);

        Keeping() {
            super("keeping");
            topics("kept-in", "lost-in");
            queue();
            on("notice.sent.v1", UserRegistered.class, (message, outgoing) -> {
                handled.add(message.key());
                goesOn.await();
                outgoing.publish("kept-out", message.key(), message.data());
            });
        }

        /** Each once, and no other for some time. */
        void handlesOnly(Duration time, String... keys) {
            await().atMost(MINUTE)
                    .during(time)
                    .untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder(keys));
        }
    }

    /** A lock that is not renewed ends after half a minute. */
    @Test
    @EnabledIfSystemProperty(named = "gregor.it", matches = "all")
    void aQueueKeepsWhatItHandlesWhileAnotherTopicOfItsIsRefused() throws Exception {
        BROKER.topics(1, "kept-in", "lost-in", "kept-out");
        Keeping keeping = new Keeping();
        Rights lost = Rights.topic("lost-in", AclOperation.READ);
        try (SchemaCatalog catalog = SchemaCatalog.inMemory()) {
            MessagingSettings settings = messaging("keeper", catalog);
            BROKER.give("keeper", Subscription.rights(settings, keeping));
            BROKER.give("other", NodeRights.publishing(List.of("kept-in", "lost-in")));
            try (Publisher publisher = Publisher.start(messaging("other", catalog));
                    Subscription queue = Subscription.start(settings, keeping)) {
                publish(publisher, "kept-in", "slow");
                keeping.handlesOnly(Duration.ZERO, "slow");
                BROKER.take("keeper", lost);
                says(queue::obstacle, "lost-in");
                keeping.handlesOnly(Duration.ofSeconds(40), "slow");
                keeping.goesOn.countDown();
                says(queue::obstacle, "may not Write on topic kept-out: run kafka-acls");
                BROKER.give("keeper", NodeRights.publishing(List.of("kept-out")));
                await().atMost(MINUTE)
                        .untilAsserted(() -> assertThat(SecuredBroker.keys(BROKER.records("kept-out")))
                                .containsExactly("slow"));
                says(queue::obstacle, "may not Read on topic lost-in");

                BROKER.give("keeper", lost);
                publish(publisher, "lost-in", "lost");
                publish(publisher, "kept-in", "kept");
                keeping.handlesOnly(Duration.ofSeconds(3), "slow", "lost", "kept");
                await().atMost(MINUTE)
                        .untilAsserted(() -> assertThat(SecuredBroker.keys(BROKER.records("kept-out")))
                                .containsExactlyInAnyOrder("slow", "lost", "kept"));
                assertThat(BROKER.records("gregor.queues.work.keeping")).isEmpty();
                saysNothing(queue::obstacle);
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "gregor.it", matches = "all")
    void schedulesForATopicThatMayNotBeWrittenHoldUpNoOthers() throws Exception {
        List<String> refused = List.of("away-out", "away-2-out", "away-3-out", "away-4-out");
        BROKER.topics(1, "other-out");
        BROKER.topics(1, refused.toArray(new String[0]));
        Rights target = NodeRights.publishing(refused);
        try (SchemaCatalog catalog = SchemaCatalog.inMemory()) {
            var settings = ScheduleSettings.of(messaging("schedules", catalog), dir, "one");
            BROKER.give(
                    "schedules",
                    Rights.of(Schedules.rights(settings), NodeRights.publishing(List.of("other-out")), target));
            try (Schedules schedules = Schedules.start(settings)) {
                schedules.after("first", Duration.ZERO, to("other-out")).join();
                await().atMost(MINUTE)
                        .untilAsserted(() -> assertThat(delivered("other-out")).containsExactly("first"));

                for (String topic : refused) {
                    schedules
                            .after("waits-" + topic, Duration.ofSeconds(2), to(topic))
                            .join();
                }
                BROKER.take("schedules", target);
                says(schedules::obstacle, "may not Write on topic away-out");
                schedules.after("second", Duration.ZERO, to("other-out")).join();
                await().atMost(MINUTE)
                        .untilAsserted(() -> assertThat(delivered("other-out")).containsExactly("first", "second"));
                assertThat(delivered("away-out")).isEmpty();
                assertThatThrownBy(() -> schedules
                                .after("none", Duration.ZERO, to("away-out"))
                                .join())
                        .hasMessageContaining("may not Write on topic away-out");

                BROKER.give("schedules", target);
                saysNothing(schedules::obstacle);
                await().atMost(MINUTE)
                        .during(Duration.ofSeconds(5))
                        .untilAsserted(() -> assertThat(refused)
                                .allSatisfy(
                                        topic -> assertThat(delivered(topic)).containsExactly("waits-" + topic)));
                assertThat(delivered("other-out")).containsExactly("first", "second");
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "gregor.it", matches = "all")
    void aMessageThatIsNotTakenSaysWhoseCredentialsAreRefused() throws Exception {
        BROKER.topics(1, "published");
        BROKER.give("publisher", NodeRights.publishing(List.of("published")));
        Map<String, Object> client = new HashMap<>(BROKER.client("publisher", PASSWORD));
        client.put("delivery.timeout.ms", 4_000);
        client.put("request.timeout.ms", 2_000);
        client.put("max.block.ms", 4_000);
        try (SchemaCatalog catalog = SchemaCatalog.inMemory();
                Publisher publisher = Publisher.start(SecuredBroker.messaging("work", client, catalog))) {
            publisher.publish("published", "42", new UserRegistered("a", "b")).join();
            BROKER.deleteUser("publisher");
            await().atMost(MINUTE)
                    .untilAsserted(() -> assertThatThrownBy(() -> publisher
                                    .publish("published", "42", new UserRegistered("a", "b"))
                                    .join())
                            .hasMessageContaining("the cluster refuses the credentials of User:publisher"));
            BROKER.user("publisher", PASSWORD);
            await().atMost(MINUTE)
                    .ignoreExceptions()
                    .untilAsserted(() -> publisher
                            .publish("published", "42", new UserRegistered("a", "b"))
                            .join());
        }
    }

    private static OutgoingMessage to(String topic) {
        return OutgoingMessage.of(topic, "42", new UserRegistered("a", "b"));
    }

    /** The schedules of which committed messages are in a topic. */
    private static List<String> delivered(String topic) {
        return SecuredBroker.headers(BROKER.records(topic), "gregor-schedule-id");
    }
}
