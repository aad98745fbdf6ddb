package dev.gregor.it.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.kafka.rights.Right;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.kafka.rights.RightsCheck;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.flow.Flow;
import dev.gregor.messaging.flow.FlowSettings;
import dev.gregor.messaging.flow.RunningFlow;
import dev.gregor.messaging.letter.LetterFilter;
import dev.gregor.messaging.letter.topic.TopicLetters;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.subscribe.RetryPolicy;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.node.Gregor;
import dev.gregor.node.Maintenance;
import dev.gregor.node.NodeRights;
import dev.gregor.node.StartException;
import dev.gregor.node.settings.Settings;
import dev.gregor.sql.outbox.Outbox;
import dev.gregor.sql.outbox.OutboxRelay;
import dev.gregor.sql.outbox.RelaySettings;
import dev.gregor.sql.sink.SqlProjection;
import dev.gregor.sql.sink.SqlSink;
import dev.gregor.user.Register;
import dev.gregor.user.User;
import dev.gregor.user.UserRegistered;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each program with the rights that are printed for it, and with no others. */
class LeastRightsIT {

    private static final String PASSWORD = "secret";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Pattern LETTERS = Pattern.compile(
            "Read on topic (\\S+\\.dlq|\\S*gregor\\.audit\\.\\S+)|Write on topic gregor\\.queues\\.\\S+\\.dlq");

    @RegisterExtension
    static final SecuredBroker BROKER = new SecuredBroker();

    @TempDir
    Path dir;

    private final List<String> handled = new CopyOnWriteArrayList<>();

    private Settings settings(String app, String user) {
        Map<String, String> values = new HashMap<>();
        BROKER.client(user, PASSWORD)
                .forEach((name, value) -> values.put(
                        name.equals("bootstrap.servers") ? "gregor.bootstrap-servers" : "gregor.kafka." + name,
                        value.toString()));
        values.put("gregor.app", app);
        values.put("gregor.topic-prefix", app + ".");
        values.put("gregor.partitions", "2");
        values.put("gregor.state-topics", "user");
        values.put("gregor.data-dir", dir.toString());
        values.put("gregor.topics", app + "-notices:2");
        return Settings.of(values, "test");
    }

    private static Gregor node(Settings settings) {
        return Gregor.configure(settings)
                .publishes("notice.sent.v1", UserRegistered.class)
                .create();
    }

    private static void start(Gregor gregor) {
        gregor.start();
        gregor.awaitReady(waits -> {});
    }

    @Test
    void aNodeNeedsWhatIsPrintedForItAndNothingElse() throws Exception {
        Settings settings = settings("least", "node");
        Rights rights = NodeRights.of(settings).node();
        BROKER.user("node", PASSWORD);
        BROKER.give("node", rights);
        RightsCheck check = new RightsCheck(BROKER.client("node", PASSWORD));
        assertThat(check.missing(rights).all()).isEmpty();
        try (AuthorizerLog log = AuthorizerLog.of("node");
                Gregor gregor = node(settings)) {
            start(gregor);
            use(gregor);
            assertThat(log.denied()).noneMatch(each -> each.contains("least"));
            assertThat(unused(rights, log)).isEmpty();
        }
        eachIsMissedAlone("node", rights);
        verifies(settings);
    }

    /** Without reading dead letters, putting those of queues there, and reading what was done with them: none of the tests does. */
    private static Set<Right> unused(Rights rights, AuthorizerLog log) {
        Set<Right> unused = new TreeSet<>(rights.all());
        unused.removeAll(log.used());
        unused.removeIf(right -> LETTERS.matcher(right.text()).matches());
        return unused;
    }

    private static void use(Gregor gregor) {
        gregor.commands()
                .send(User.class, "42", new Register("john", "john@example.com"))
                .join()
                .orElseThrow();
        OutgoingMessage notice = OutgoingMessage.of("least-notices", "42", new UserRegistered("a", "b"));
        gregor.publisher().publishAll(List.of(notice)).join();
        assertThatThrownBy(() -> gregor.publisher()
                        .request(notice, UserRegistered.class, Duration.ofSeconds(1))
                        .join())
                .hasMessageContaining("no reply");
        gregor.schedules().after("one", Duration.ZERO, notice).join();
        assertThat(gregor.schedules().list("", 10).join()).isNotNull();
        assertThat(gregor.deadLetters().list(LetterFilter.all())).isEmpty();
        TopicLetters letters = gregor.components().messaging().topicLetters();
        for (String topic :
                List.of("least.user.commands.dlq", "least.user.events.dlq", "least.gregor.schedules.least.dlq")) {
            assertThat(letters.page(topic, Optional.empty(), 10).letters()).isEmpty();
            assertThat(letters.redrive(topic, 10, "test").done()).isZero();
        }
        for (String projection : List.of("user-by-id", "users-by-status", "registrations-per-hour")) {
            gregor.projectionControl().reset(projection, null, null).join();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(gregor.projectionControl()
                                    .cleanUp(projection, null)
                                    .join())
                            .isNotNull());
        }
    }

    private void verifies(Settings ofNode) throws Exception {
        Settings settings = settings("least", "cli");
        BROKER.user("cli", PASSWORD);
        BROKER.give("cli", NodeRights.of(ofNode).maintenance());
        try (AuthorizerLog log = AuthorizerLog.of("cli")) {
            var lines = new CopyOnWriteArrayList<String>();
            assertThat(Maintenance.verify(settings, "user", new Lines(lines)))
                    .as(lines.toString())
                    .isTrue();
            Maintenance.rebuild(settings, "user", new Lines(lines));
            assertThat(log.denied()).noneMatch(each -> each.contains("least"));
        }
    }

    private record Lines(List<String> lines) implements Maintenance.Caller {
        @Override
        public void report(String line) {
            lines.add(line);
        }

        @Override
        public void ends() {}

        @Override
        public void cannotGoOn(Exception reason) {
            throw new IllegalStateException(reason);
        }
    }

    @Test
    void aNodeDoesNotStartWithoutOneAndNamesIt() throws Exception {
        Settings settings = settings("refused", "refused");
        Rights rights = NodeRights.of(settings).node();
        Rights one = Rights.transactions("gregor-refused-log-");
        BROKER.user("refused", PASSWORD);
        BROKER.give("refused", rights.without(one.all().first()));
        try (Gregor gregor = node(settings)) {
            assertThatThrownBy(gregor::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(
                            "User:refused may not Write on transactional ids that begin with gregor-refused-log-: run")
                    .hasMessageContaining(one.commands("User:refused", BROKER.bootstrapServers())
                            .get(0));
        }
    }

    @Test
    void aNodeWhoseTopicsAreThereStartsWithoutRightsToMakeThem() throws Exception {
        Settings settings = settings("there", "there");
        Rights rights = NodeRights.of(settings).node();
        BROKER.user("there", PASSWORD);
        BROKER.give("there", rights);
        try (Gregor gregor = node(settings)) {
            start(gregor);
        }
        Rights toMake = new Rights(rights.all().stream()
                .filter(each -> Set.of(AclOperation.CREATE, AclOperation.ALTER, AclOperation.DELETE)
                        .contains(each.operation()))
                .collect(Collectors.toCollection(TreeSet::new)));
        BROKER.take("there", toMake);
        RightsCheck check = new RightsCheck(BROKER.client("there", PASSWORD));
        await().atMost(LONG).until(() -> check.missing(rights).all().containsAll(toMake.all()));
        try (Gregor gregor = node(settings)) {
            start(gregor);
            assertThat(gregor.obstacle()).isEmpty();
        }
    }

    private static MessagingSettings messaging(String app, String user, SchemaCatalog catalog) {
        return SecuredBroker.messaging(app, BROKER.client(user, PASSWORD), catalog);
    }

    private final class Notices extends Subscriber {
        Notices() {
            super("notices");
            topics("sub-in");
            retries(RetryPolicy.none());
            laterRetries(Duration.ofMillis(100));
            on("notice.sent.v1", UserRegistered.class, (message, outgoing) -> {
                handled.add(message.key());
                if (message.key().equals("bad")) {
                    throw new IllegalStateException("bad");
                }
                outgoing.publish("sub-out", message.key(), message.data());
            });
        }
    }

    private final class Work extends Subscriber {
        Work() {
            super("work");
            topics("sub-work");
            queue();
            on("notice.sent.v1", UserRegistered.class, (message, outgoing) -> handled.add(message.key()));
        }
    }

    private static final class Passing extends Flow {
        Passing() {
            super("passing");
            from("sub-in")
                    .on("notice.sent.v1", UserRegistered.class)
                    .by(each -> each.data().getUsername())
                    .fold("count", () -> new UserRegistered("", ""), (state, each) -> each.data())
                    .to("sub-flow");
        }
    }

    @Test
    void subscribersAndFlowsNeedWhatIsPrintedForThemAndNothingElse() throws Exception {
        BROKER.topics(2, "sub-in", "sub-out", "sub-work", "sub-flow");
        BROKER.user("sub", PASSWORD);
        try (SchemaCatalog catalog = SchemaCatalog.inMemory()) {
            MessagingSettings settings = messaging("sub", "sub", catalog);
            FlowSettings flows = FlowSettings.of(settings, dir, "one");
            Rights rights = Rights.of(
                    Subscription.rights(settings, new Notices()),
                    Subscription.rights(settings, new Work()),
                    RunningFlow.rights(flows, new Passing()),
                    NodeRights.publishing(List.of("sub-in", "sub-out", "sub-work")));
            BROKER.give("sub", rights);
            try (AuthorizerLog log = AuthorizerLog.of("sub");
                    Publisher publisher = Publisher.start(settings);
                    Subscription notices = Subscription.start(settings, new Notices());
                    Subscription work = Subscription.start(settings, new Work());
                    RunningFlow flow = RunningFlow.start(flows, new Passing())) {
                publish(publisher, "sub-in", "good", "bad");
                publish(publisher, "sub-work", "job");
                await().atMost(LONG).until(() -> handled.containsAll(List.of("good", "bad", "job")));
                await().atMost(LONG).until(flow::isRunning);
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(notices.obstacle().or(work::obstacle))
                                .isEmpty());
                await().atMost(LONG)
                        .until(() -> handled.stream().filter("bad"::equals).count() == 2);
                assertThat(log.denied()).noneMatch(each -> each.contains("sub"));
                assertThat(unused(rights, log)).isEmpty();
            }
            eachIsMissedAlone("sub", rights);
        }
    }

    private static void publish(Publisher publisher, String topic, String... keys) {
        for (String key : keys) {
            publisher.publish(topic, key, new UserRegistered(key, "b")).join();
        }
    }

    /** The check of each also says that the one before is there again. */
    private static void eachIsMissedAlone(String user, Rights rights) throws Exception {
        RightsCheck check = new RightsCheck(BROKER.client(user, PASSWORD));
        for (Right each : rights.all()) {
            Rights one = Rights.none().with(each);
            BROKER.take(user, one);
            misses(check, rights, one);
            BROKER.give(user, one);
        }
        misses(check, rights, Rights.none());
    }

    private static void misses(RightsCheck check, Rights rights, Rights missed) {
        await().atMost(LONG)
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(check.missing(rights).all()).isEqualTo(missed.all()));
    }

    @Test
    void aRelayNeedsWhatIsPrintedForItAndNothingElse() throws Exception {
        BROKER.topics(2, "relayed");
        BROKER.user("relay", PASSWORD);
        try (SchemaCatalog catalog = SchemaCatalog.inMemory();
                EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            MessagingSettings settings = messaging("shop", "relay", catalog);
            Rights rights = Rights.of(
                    OutboxRelay.rights(settings, RelaySettings.standard()), NodeRights.publishing(List.of("relayed")));
            BROKER.give("relay", rights);
            Outbox outbox = Outbox.of(settings);
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(outbox.ddl());
                connection.setAutoCommit(false);
                outbox.append(connection, OutgoingMessage.of("relayed", "42", new UserRegistered("a", "b")));
                connection.commit();
            }
            try (AuthorizerLog log = AuthorizerLog.of("relay");
                    OutboxRelay relay = OutboxRelay.start(settings, postgres.getPostgresDatabase())) {
                await().atMost(LONG).until(() -> published(outbox, postgres));
                assertThat(relay.obstacle()).isEmpty();
                assertThat(log.denied()).isEmpty();
                assertThat(log.used()).containsExactlyInAnyOrderElementsOf(rights.all());
            }
        }
    }

    private static boolean published(Outbox outbox, EmbeddedPostgres postgres) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            return outbox.status(connection).pending() == 0;
        }
    }

    private final class Sunk extends SqlProjection {
        Sunk() {
            super("sunk");
            topics("sunk-in");
            on("notice.sent.v1", UserRegistered.class, (message, connection) -> handled.add(message.key()));
        }
    }

    @Test
    void aSinkNeedsWhatIsPrintedForItAndNothingElse() throws Exception {
        BROKER.topics(2, "sunk-in");
        BROKER.user("sink", PASSWORD);
        BROKER.user("source", PASSWORD);
        BROKER.give("source", NodeRights.publishing(List.of("sunk-in")));
        try (SchemaCatalog catalog = SchemaCatalog.inMemory();
                EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            MessagingSettings settings = messaging("shop", "sink", catalog);
            Rights rights = SqlSink.rights(settings, "sunk", List.of("sunk-in"));
            BROKER.give("sink", rights);
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(SqlSink.ddl());
            }
            try (AuthorizerLog log = AuthorizerLog.of("sink");
                    Publisher publisher = Publisher.start(messaging("shop", "source", catalog));
                    SqlSink sink = SqlSink.start(settings, postgres.getPostgresDatabase(), new Sunk())) {
                publish(publisher, "sunk-in", "one");
                await().atMost(LONG).until(() -> handled.contains("one"));
                assertThat(sink.obstacle()).isEmpty();
                assertThat(log.denied()).isEmpty();
                assertThat(log.used()).containsExactlyInAnyOrderElementsOf(rights.all());
            }
        }
    }
}
