package dev.gregor.it.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.command.CommandOutcome;
import dev.gregor.kafka.rights.Right;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.flow.Flow;
import dev.gregor.messaging.flow.FlowSettings;
import dev.gregor.messaging.flow.RunningFlow;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.node.Gregor;
import dev.gregor.node.NodeRights;
import dev.gregor.node.settings.Settings;
import dev.gregor.user.Register;
import dev.gregor.user.User;
import dev.gregor.user.UserRegistered;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose rights or credentials are taken away says so, is not ready, and goes on by itself once it has them back. */
@Execution(ExecutionMode.CONCURRENT)
class TakenAwayIT {

    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final String PASSWORD = "secret";

    /** All of them only with {@code -Dgregor.it=all}. */
    private static final List<Rights> TAKEN = List.of(
            Rights.topic("user.events", AclOperation.WRITE),
            Rights.group("gregor-away-log", AclOperation.READ),
            Rights.topic("user.commands", AclOperation.READ),
            Rights.topic("user.events", AclOperation.READ),
            Rights.group("gregor-away-write", AclOperation.READ),
            Rights.transactions("gregor-away-write-"));

    private static final boolean ALL = "all".equals(System.getProperty("gregor.it"));

    @RegisterExtension
    static final SecuredBroker BROKER = new SecuredBroker();

    @TempDir
    Path dir;

    private int sent;
    private final List<String> published = new ArrayList<>();

    private interface Change {
        void make() throws Exception;
    }

    private Settings settings(String user) {
        Map<String, String> values = new HashMap<>();
        BROKER.client(user, PASSWORD)
                .forEach((name, value) -> values.put(
                        name.equals("bootstrap.servers") ? "gregor.bootstrap-servers" : "gregor.kafka." + name,
                        value.toString()));
        values.put("gregor.app", "away");
        values.put("gregor.partitions", "2");
        values.put("gregor.command.timeout", "2s");
        values.put("gregor.data-dir", dir.toString());
        return Settings.of(values, "test");
    }

    @Test
    void goesOnByItself() throws Exception {
        Settings settings = settings("node");
        Rights rights = NodeRights.of(settings).node();
        BROKER.user("node", PASSWORD);
        BROKER.give("node", rights);
        try (Gregor gregor = Gregor.configure(settings).create()) {
            gregor.start();
            gregor.awaitReady(waits -> {});
            for (Rights each : ALL ? TAKEN : TAKEN.subList(0, 2)) {
                Right right = each.all().first();
                assertThat(rights.all()).contains(right);
                away(gregor, right.text(), () -> BROKER.take("node", each), () -> BROKER.give("node", each));
            }
            away(gregor, "credentials", () -> BROKER.deleteUser("node"), () -> BROKER.user("node", PASSWORD));
            away(gregor, "credentials", () -> BROKER.user("node", "another"), () -> BROKER.user("node", PASSWORD));
        }
    }

    private static final class Reading extends Subscriber {
        private final List<String> handled = new CopyOnWriteArrayList<>();

        private final String topic;

        Reading(String topic) {
            super("reading");
            this.topic = topic;
            topics(topic);
            on("notice.sent.v1", UserRegistered.class, (message, outgoing) -> {
                handled.add(message.key());
                outgoing.publish(topic + "-out", message.key(), message.data());
            });
        }
    }

    private static MessagingSettings messaging(String app, String user, String protocol, SchemaCatalog catalog) {
        Map<String, Object> client = new HashMap<>(BROKER.client(user, PASSWORD));
        client.put("group.protocol", protocol);
        if (protocol.equals("classic")) {
            // A member whose group is taken away cannot leave it. Of the other protocol the broker knows how long it
            // waits.
            client.put("session.timeout.ms", 6_000);
        }
        return SecuredBroker.messaging(app, client, catalog);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aSubscriptionGoesOnByItself(String protocol) throws Exception {
        String topic = "read-in-" + protocol;
        String app = "reads-" + protocol;
        String group = "gregor-" + app + "-subscription-reading";
        String user = "reader-" + protocol;
        String writer = "writer-" + protocol;
        BROKER.topics(2, topic);
        BROKER.topics(1, topic + "-out");
        BROKER.user(user, PASSWORD);
        BROKER.user(writer, PASSWORD);
        BROKER.give(writer, NodeRights.publishing(List.of(topic)));
        Reading reading = new Reading(topic);
        try (SchemaCatalog catalog = SchemaCatalog.inMemory()) {
            MessagingSettings settings = messaging(app, user, protocol, catalog);
            BROKER.give(
                    user,
                    Rights.of(Subscription.rights(settings, reading), NodeRights.publishing(List.of(topic + "-out"))));
            try (Publisher publisher = Publisher.start(messaging(app, writer, protocol, catalog));
                    Subscription subscription = Subscription.start(settings, reading)) {
                publishAndHandle(publisher, reading);
                for (Rights each : List.of(
                        Rights.topic(topic, AclOperation.READ),
                        Rights.group(group, AclOperation.READ),
                        Rights.transactions(group + "-"))) {
                    BROKER.take(user, each);
                    saysWhenItIsSentSomething(
                            publisher, reading, subscription, each.all().first().text());
                    BROKER.give(user, each);
                    publishAndHandle(publisher, reading);
                }
                BROKER.deleteUser(user);
                saysWhenItIsSentSomething(publisher, reading, subscription, "credentials");
                BROKER.user(user, PASSWORD);
                publishAndHandle(publisher, reading);
                handlesEachOnce(topic);
            }
        }
    }

    private void handlesEachOnce(String topic) {
        await().atMost(MINUTE)
                .untilAsserted(() -> assertThat(SecuredBroker.keys(BROKER.records(topic + "-out")))
                        .containsExactlyInAnyOrderElementsOf(publishedTo(topic)));
        assertThat(BROKER.records(topic + ".dlq")).isEmpty();
    }

    private void saysWhenItIsSentSomething(
            Publisher publisher, Reading reading, Subscription subscription, String told) {
        await().atMost(MINUTE).untilAsserted(() -> {
            publish(publisher, reading.topic);
            assertThat(subscription.obstacle())
                    .hasValueSatisfying(obstacle -> assertThat(obstacle).contains(told));
        });
    }

    private static final class Sorting extends Subscriber {
        Sorting() {
            super("sorting");
            topics("sort-in");
            on("notice.sent.v1", UserRegistered.class, (message, outgoing) -> {
                String target = "sort-" + message.data().getUsername();
                for (int i = 0; i < 20; i++) {
                    outgoing.publish(target, message.key(), new UserRegistered("a".repeat(8_000), "b"));
                }
            });
        }
    }

    /** Most of what is published is not yet sent when one record is refused. */
    @Test
    void aTopicThatMayNotBeWrittenIsNoFaultOfEventsThatLeadToOthers() throws Exception {
        BROKER.topics(1, "sort-in", "sort-open", "sort-shut", "sort-in.dlq");
        BROKER.user("sorter", PASSWORD);
        try (SchemaCatalog catalog = SchemaCatalog.inMemory()) {
            MessagingSettings settings = messaging("sorts", "sorter", "classic", catalog);
            BROKER.give(
                    "sorter",
                    Rights.of(
                            Subscription.rights(settings, new Sorting()),
                            NodeRights.publishing(List.of("sort-in", "sort-open")),
                            Rights.topic("sort-shut", AclOperation.DESCRIBE)));
            try (Publisher publisher = Publisher.start(settings)) {
                List<CompletableFuture<?>> published = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    published.add(
                            publisher.publish("sort-in", "k" + i, new UserRegistered(i == 10 ? "shut" : "open", "b")));
                }
                published.forEach(CompletableFuture::join);
            }
            try (Subscription subscription = Subscription.start(settings, new Sorting())) {
                await().atMost(MINUTE)
                        .untilAsserted(() ->
                                assertThat(BROKER.records("sort-open").size()).isEqualTo(99 * 20));
                await().atMost(MINUTE)
                        .untilAsserted(() -> assertThat(SecuredBroker.keys(BROKER.records("sort-in.dlq")))
                                .containsExactly("k10"));
                assertThat(subscription.obstacle()).isEmpty();
            }
            assertThat(BROKER.records("sort-shut")).isEmpty();
        }
    }

    private static final class Passing extends Flow {
        Passing() {
            super("passing");
            from("flow-in")
                    .on("notice.sent.v1", UserRegistered.class)
                    .by(each -> each.data().getUsername())
                    .fold("count", () -> new UserRegistered("", ""), (state, each) -> each.data())
                    .to("flow-out");
        }
    }

    @Test
    void aFlowSaysWhichTopicItMayNotWriteAndGoesOnByItself() throws Exception {
        BROKER.topics(1, "flow-in", "flow-out");
        BROKER.user("flow", PASSWORD);
        try (SchemaCatalog catalog = SchemaCatalog.inMemory()) {
            MessagingSettings settings = messaging("flow", "flow", "classic", catalog);
            FlowSettings flows = FlowSettings.of(settings, dir, "one");
            Rights target = Rights.topic("flow-out", AclOperation.WRITE);
            BROKER.give(
                    "flow",
                    Rights.of(RunningFlow.rights(flows, new Passing()), NodeRights.publishing(List.of("flow-in"))));
            try (Publisher publisher = Publisher.start(settings);
                    RunningFlow flow = RunningFlow.start(flows, new Passing())) {
                await().atMost(MINUTE).until(flow::isRunning);
                BROKER.take("flow", target);
                await().atMost(MINUTE).untilAsserted(() -> {
                    publish(publisher, "flow-in");
                    assertThat(flow.obstacle())
                            .hasValueSatisfying(
                                    obstacle -> assertThat(obstacle).contains("may not Write on topic flow-out"));
                });
                BROKER.give("flow", target);
                await().atMost(MINUTE).until(flow::isRunning);
            }
        }
    }

    @Test
    void aSubscriptionGoesOnWithoutRightsThatItDoesNotNeed() throws Exception {
        BROKER.topics(1, "few-in", "few-in-out");
        BROKER.user("few", PASSWORD);
        Reading reading = new Reading("few-in");
        try (SchemaCatalog catalog = SchemaCatalog.inMemory()) {
            MessagingSettings settings = messaging("few", "few", "classic", catalog);
            Rights rights = Subscription.rights(settings, reading);
            Rights toMake = new Rights(rights.all().stream()
                    .filter(each -> each.operation() == AclOperation.CREATE || each.operation() == AclOperation.ALTER)
                    .collect(Collectors.toCollection(TreeSet::new)));
            BROKER.give("few", Rights.of(rights, NodeRights.publishing(List.of("few-in", "few-in-out"))));
            try (Publisher publisher = Publisher.start(settings);
                    Subscription subscription = Subscription.start(settings, reading)) {
                publishAndHandle(publisher, reading);
                BROKER.take("few", toMake);
                Rights group = Rights.group("gregor-few-subscription-reading", AclOperation.READ);
                BROKER.take("few", group);
                await().atMost(MINUTE).untilAsserted(() -> {
                    publish(publisher, "few-in");
                    assertThat(subscription.obstacle()).isPresent();
                });
                BROKER.give("few", group);
                publishAndHandle(publisher, reading);
                await().atMost(MINUTE)
                        .untilAsserted(() -> assertThat(subscription.obstacle()).isEmpty());
            }
        }
    }

    private String publish(Publisher publisher, String topic) {
        String key = topic + "-" + sent++;
        publisher.publish(topic, key, new UserRegistered(key, "b")).join();
        published.add(key);
        return key;
    }

    private List<String> publishedTo(String topic) {
        return published.stream().filter(each -> each.startsWith(topic + "-")).toList();
    }

    private void publishAndHandle(Publisher publisher, Reading reading) {
        String key = publish(publisher, reading.topic);
        await().atMost(MINUTE).untilAsserted(() -> assertThat(reading.handled).contains(key));
    }

    private void away(Gregor gregor, String told, Change takes, Change givesBack) throws Exception {
        Instant begun = Instant.now();
        takes.make();
        await().atMost(MINUTE).untilAsserted(() -> {
            send(gregor);
            assertThat(gregor.obstacle())
                    .hasValueSatisfying(obstacle -> assertThat(obstacle).contains(told));
        });
        Duration said = Duration.between(begun, Instant.now());
        Instant given = Instant.now();
        givesBack.make();
        await().atMost(MINUTE).untilAsserted(() -> {
            assertThat(gregor.obstacle()).isEmpty();
            assertThat(send(gregor)).isTrue();
        });
        System.out.printf(
                "%s: said after %d ms, went on after %d ms%n",
                told, said.toMillis(), Duration.between(given, Instant.now()).toMillis());
    }

    private boolean send(Gregor gregor) {
        String id = "u" + sent++;
        return gregor.commands()
                .send(User.class, id, new Register(id, id + "@example.com"))
                .handle((outcome, failure) -> outcome instanceof CommandOutcome.Accepted)
                .join();
    }
}
