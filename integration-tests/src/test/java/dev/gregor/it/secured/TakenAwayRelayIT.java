package dev.gregor.it.secured;

import static dev.gregor.it.secured.Obstacles.MINUTE;
import static dev.gregor.it.secured.Obstacles.says;
import static dev.gregor.it.secured.Obstacles.saysNothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.kafka.rights.Rights;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.node.NodeRights;
import dev.gregor.sql.outbox.Outbox;
import dev.gregor.sql.outbox.OutboxRelay;
import dev.gregor.sql.outbox.RelaySettings;
import dev.gregor.user.UserRegistered;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A relay that is refused something says so, publishes the rest, and everything once it may: each message once, in order. */
class TakenAwayRelayIT {

    private static final String PASSWORD = "secret";
    private static final boolean ALL = "all".equals(System.getProperty("gregor.it"));

    @RegisterExtension
    static final SecuredBroker BROKER = new SecuredBroker();

    private final Map<String, List<String>> appended = new HashMap<>();
    private final SchemaCatalog catalog = SchemaCatalog.inMemory();
    private EmbeddedPostgres postgres;
    private DataSource database;
    private Outbox outbox;

    @BeforeEach
    void startDatabase() throws Exception {
        postgres = EmbeddedPostgres.start();
        database = postgres.getPostgresDatabase();
    }

    @AfterEach
    void stopDatabase() throws Exception {
        postgres.close();
        catalog.close();
    }

    private OutboxRelay start(String app, Rights topics) throws Exception {
        BROKER.user(app, PASSWORD);
        MessagingSettings settings = SecuredBroker.messaging(app, BROKER.client(app, PASSWORD), catalog);
        BROKER.give(app, Rights.of(OutboxRelay.rights(settings, RelaySettings.standard()), topics));
        outbox = Outbox.of(settings);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(outbox.ddl());
        }
        return OutboxRelay.start(settings, database);
    }

    @Test
    void goesOnByItself() throws Exception {
        BROKER.topics(1, "relayed", "beside");
        Rights target = NodeRights.publishing(List.of("relayed"));
        try (OutboxRelay relay = start("relay", Rights.of(target, NodeRights.publishing(List.of("beside"))))) {
            relays();
            Rights transactions = Rights.transactions("gregor-relay-relay-outbox-batches");
            Rights group = Rights.group("gregor-relay-relay-outbox", AclOperation.READ);
            Rights positions = Rights.topic("gregor.outbox.relay", AclOperation.READ);
            for (Rights each : ALL ? List.of(transactions, group, positions, target) : List.of(transactions)) {
                String right = each.all().first().text();
                Instant begun = Instant.now();
                BROKER.take("relay", each);
                append("relayed", "beside");
                says(relay::obstacle, right);
                if (each.equals(target)) {
                    List<String> before = SecuredBroker.ids(BROKER.records("relayed"));
                    append("relayed", "beside");
                    publishes("beside");
                    assertThat(SecuredBroker.ids(BROKER.records("relayed"))).isEqualTo(before);
                }
                Instant given = Instant.now();
                BROKER.give("relay", each);
                relays();
                saysNothing(relay::obstacle);
                Obstacles.print(right, begun, given);
            }
            publishesNoneTwice();
        }
    }

    /** It waits for half a minute twice. */
    @Test
    @EnabledIfSystemProperty(named = "gregor.it", matches = "all")
    void topicsThatMayNotBeWrittenHoldUpNoOther() throws Exception {
        BROKER.topics(1, "open", "shut", "unseen");
        Rights shut = Rights.topic("shut", AclOperation.DESCRIBE);
        try (OutboxRelay relay = start("shuts", Rights.of(NodeRights.publishing(List.of("open")), shut))) {
            append("unseen", "open");
            publishes("open");
            says(relay::obstacle, "may not Write on topic unseen");

            Set<String> told = new TreeSet<>();
            backlog();
            await().atMost(MINUTE).pollInterval(Duration.ofMillis(10)).until(() -> {
                relay.obstacle().ifPresent(told::add);
                return pending() == 3;
            });
            assertThat(told)
                    .anyMatch(each -> each.contains("may not Write on topic shut"))
                    .noneMatch(each -> each.contains("topic open"));
            publishes("open");
            assertThat(SecuredBroker.ids(BROKER.records("shut"))).isEmpty();
            assertThat(SecuredBroker.ids(BROKER.records("unseen"))).isEmpty();

            BROKER.give("shuts", NodeRights.publishing(List.of("shut", "unseen")));
            append("shut", "unseen", "open");
            await().atMost(MINUTE).until(() -> pending() == 0);
            saysNothing(relay::obstacle);
            publishesNoneTwice();
        }
    }

    /** Some megabytes in one transaction, of which the producer has not sent most when a record is refused. */
    private void backlog() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < 600; i++) {
                append(connection, "open", "a".repeat(8_000));
                if (i == 300) {
                    append(connection, "shut", "a");
                }
            }
            connection.commit();
        }
    }

    private void append(String... topics) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (String each : topics) {
                append(connection, each, "a");
                append(connection, each, "b");
            }
            connection.commit();
        }
    }

    private void append(Connection connection, String topic, String name) throws SQLException {
        OutgoingMessage message = OutgoingMessage.of(topic, "42", new UserRegistered(name, "b"));
        outbox.append(connection, message);
        appended.computeIfAbsent(topic, any -> new ArrayList<>()).add(message.id());
    }

    private void relays() throws SQLException {
        append("relayed", "beside");
        await().atMost(MINUTE).until(() -> pending() == 0);
    }

    private long pending() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return outbox.status(connection).pending();
        }
    }

    private void publishes(String topic) {
        await().atMost(MINUTE)
                .untilAsserted(() ->
                        assertThat(SecuredBroker.ids(BROKER.records(topic))).isEqualTo(appended.get(topic)));
    }

    private void publishesNoneTwice() {
        await().during(Duration.ofSeconds(2))
                .atMost(MINUTE)
                .untilAsserted(() -> appended.keySet()
                        .forEach(topic -> assertThat(SecuredBroker.ids(BROKER.records(topic)))
                                .isEqualTo(appended.get(topic))));
    }
}
