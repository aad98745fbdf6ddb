package dev.gregor.sql.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessageEncoder;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.outbox.OutboxFilter;
import dev.gregor.messaging.outbox.PendingTopic;
import dev.gregor.sql.Followed;
import dev.gregor.sql.TestKafka;
import dev.gregor.sql.TestPostgres;
import dev.gregor.sql.order.OrderPlaced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

@ExtendWith(TestPostgres.class)
class OutboxTest {

    private static final RelaySettings RELAY = RelaySettings.standard().withPollInterval(Duration.ofMillis(10));

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final MessagingSettings settings = kafka.settings();
    private final Outbox outbox = Outbox.of(settings);
    private final String topic = kafka.topic(2);
    private final Followed published = kafka.follow(topic);
    private final List<OutboxRelay> relays = new ArrayList<>();
    private PGSimpleDataSource database;

    @BeforeEach
    void createTables() throws SQLException {
        database = TestPostgres.database();
        TestPostgres.execute(database.getConnection(), outbox.ddl());
    }

    @AfterEach
    void close() {
        relays.forEach(OutboxRelay::close);
        published.close();
    }

    @Test
    void publishesWhatCommitsAndNothingElse() throws SQLException {
        OutboxRelay relay = start(RELAY);
        try (Connection connection = open()) {
            append(connection, "a", 1);
            append(connection, "b", 1);
            connection.commit();
            append(connection, "a", 2);
            connection.rollback();
            append(connection, "a", 3);
            connection.commit();
            assertThat(published.await(3))
                    .extracting(TestKafka::keyAndNumber)
                    .containsExactlyInAnyOrder("a/1", "b/1", "a/3");
            assertThat(relay.obstacle()).isEmpty();
        }
    }

    @Test
    void publishesTheRecordThatAPublisherWouldSend() throws SQLException {
        OutgoingMessage message = message("a", 1).withId("m1").withHeader("tenant", "zebra\u0000");
        MessageContext context = new MessageContext("c1", "m0", "00-trace", null);
        Instant before = Instant.now();
        start(RELAY);
        try (Connection connection = open()) {
            context.call(() -> append(connection, message));
            connection.commit();
            var expected = new MessageEncoder(settings).encode(message, context);
            var record = published.await(1).get(0);
            assertThat(record.value()).isEqualTo(expected.value());
            assertThat(headers(record.headers())).isEqualTo(headers(expected.headers()));
            assertThat(Instant.ofEpochMilli(record.timestamp())).isBetween(before.minusMillis(1), Instant.now());
            assertThat(new String(record.headers().lastHeader("ce_time").value(), UTF_8))
                    .isEqualTo(Instant.ofEpochMilli(record.timestamp()).toString());
        }
    }

    @Test
    void publishesWhatCommitsLate() throws SQLException {
        start(RELAY);
        try (Connection late = open();
                Connection early = open()) {
            append(late, "late", 1);
            append(early, "early", 1);
            early.commit();
            assertThat(published.await(1)).extracting(TestKafka::keyAndNumber).containsExactly("early/1");
            late.commit();
            assertThat(published.await(2)).extracting(TestKafka::keyAndNumber).containsExactly("early/1", "late/1");
        }
    }

    /** Order by transaction id turns them around. */
    @Test
    void keepsTheOrderOfCommitsWhereTransactionsBeganInAnother() throws SQLException {
        try (Connection first = open();
                Connection second = open()) {
            drawTransactionId(second);
            append(first, "a", 1);
            first.commit();
            append(second, "a", 2);
            second.commit();
        }
        start(RELAY);
        assertThat(published.await(2)).extracting(TestKafka::keyAndNumber).containsExactly("a/1", "a/2");
    }

    @Test
    void lateTransactionsOfAKeyWaitForThoseBefore() throws SQLException {
        try (Connection first = open();
                Connection second = open();
                Statement statement = second.createStatement()) {
            append(first, "a", 1);
            statement.execute("SET lock_timeout = '50ms'");
            append(second, "b", 1);
            second.commit();
            assertThatThrownBy(() -> append(second, "a", 2)).hasMessageContaining("lock timeout");
            second.rollback();
            first.commit();
            append(second, "a", 2);
            second.commit();
        }
    }

    @Test
    void oneOfSeveralRelaysWorksAndTheNextTakesOver() throws SQLException {
        OutboxRelay first = start(RELAY);
        await().until(first::isActive);
        OutboxRelay second = start(RELAY);
        try (Connection connection = open()) {
            append(connection, "a", 1);
            connection.commit();
            published.await(1);
            first.close();
            append(connection, "a", 2);
            connection.commit();
            published.await(2);
            assertThat(second.isActive()).isTrue();
            assertThat(first.isActive()).isFalse();
            assertThat(published.all()).extracting(TestKafka::keyAndNumber).containsExactly("a/1", "a/2");
        }
    }

    @Test
    void aRelayThatLosesItsConnectionBeginsAnew() throws SQLException {
        start(RELAY);
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            append(connection, "a", 1);
            connection.commit();
            published.await(1);
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND datname = current_database()");
            append(connection, "a", 2);
            connection.commit();
            assertThat(published.await(2)).extracting(TestKafka::keyAndNumber).containsExactly("a/1", "a/2");
        }
    }

    /** The position, which is 1, tells whether the batch that was under way at a crash is published. */
    @ParameterizedTest
    @CsvSource({"1, a/1 b/1", "2, a/1 a/1 b/1"})
    void aBatchThatWasUnderWayIsPublishedIfItWasNot(long batch, String expected) throws SQLException {
        try (Connection connection = open()) {
            append(connection, "a", 1);
            connection.commit();
            OutboxRelay before = start(RELAY);
            awaitNothingPending(connection);
            before.close();
            TestPostgres.execute(
                    database.getConnection(),
                    "UPDATE outbox SET published_at = NULL;"
                            + "UPDATE outbox_relay SET seqs = ARRAY(SELECT seq FROM outbox), batch = " + batch);
            append(connection, "b", 1);
            connection.commit();
            start(RELAY);
            awaitNothingPending(connection);
            published.await(expected.split(" ").length);
            assertThat(published.all())
                    .extracting(TestKafka::keyAndNumber)
                    .containsExactlyInAnyOrder(expected.split(" "));
        }
    }

    @Test
    void tellsWhatIsPendingAndPublishesAgain() throws SQLException {
        try (Connection connection = open()) {
            append(connection, "a", 1);
            append(connection, "b", 1);
            connection.commit();
            assertThat(outbox.status(connection).pending()).isEqualTo(2);
            assertThat(outbox.status(connection).oldest()).get().isInstanceOf(Instant.class);
            start(RELAY);
            published.await(2);
            awaitNothingPending(connection);
            assertThat(outbox.republish(
                            connection, OutboxFilter.all().ofTopic(topic).ofKey("b")))
                    .isEqualTo(1);
            connection.commit();
            assertThat(published.await(3))
                    .filteredOn(each -> TestKafka.keyAndNumber(each).equals("b/1"))
                    .extracting(each -> headers(each.headers()))
                    .hasSize(2)
                    .allMatch(headers(published.all().get(2).headers())::equals);
            awaitNothingPending(connection);
            assertThat(outbox.republish(connection, OutboxFilter.all().ofType("order.shipped.v1")))
                    .isZero();
            assertThat(outbox.cleanUp(connection, Instant.now().minusSeconds(60)))
                    .isZero();
            assertThat(outbox.cleanUp(connection, Instant.now().plusSeconds(60)))
                    .isEqualTo(2);
            connection.commit();
        }
    }

    @Test
    void tellsWhatIsPendingByTopic() throws SQLException {
        try (Connection connection = open()) {
            append(connection, OutgoingMessage.of("missing", "a", new OrderPlaced(1, 0L)));
            connection.commit();
            append(connection, OutgoingMessage.of("absent", "a", new OrderPlaced(2, 0L)));
            append(connection, OutgoingMessage.of("missing", "b", new OrderPlaced(3, 0L)));
            append(connection, "a", 4);
            connection.commit();
            start(RELAY);
            published.await(1);
            await().untilAsserted(() -> {
                connection.commit();
                assertThat(outbox.pendingTopics(connection))
                        .extracting(PendingTopic::topic, PendingTopic::pending)
                        .containsExactly(tuple("missing", 2L), tuple("absent", 1L));
            });
            assertThat(outbox.pendingTopics(connection).get(0).oldest())
                    .isEqualTo(outbox.status(connection).oldest().orElseThrow());
        }
    }

    @Test
    void keepsPublishedMessagesAsLongAsItIsSaid() throws SQLException {
        try (Connection connection = open()) {
            append(connection, "a", 1);
            connection.commit();
            start(RELAY.withKeep(Duration.ZERO));
            published.await(1);
            awaitNothingPending(connection);
            assertThat(outbox.republish(connection, OutboxFilter.all())).isZero();
        }
    }

    @Test
    void aTopicThatIsMissingAndARecordThatIsRefusedHoldUpNoOthers() throws SQLException {
        String small = kafka.topic(1, Map.of("max.message.bytes", "450"));
        OutboxRelay relay = start(RELAY);
        try (Connection connection = open();
                Followed smaller = kafka.follow(small)) {
            append(connection, OutgoingMessage.of("missing", "a", new OrderPlaced(1, 0L)));
            append(
                    connection,
                    OutgoingMessage.of(small, "a", new OrderPlaced(1, 0L)).withHeader("large", "x".repeat(1000)));
            append(connection, OutgoingMessage.of(small, "a", new OrderPlaced(2, 0L)));
            append(connection, OutgoingMessage.of(small, "b", new OrderPlaced(3, 0L)));
            append(connection, "a", 4);
            connection.commit();
            published.await(1);
            assertThat(smaller.await(1)).extracting(TestKafka::keyAndNumber).containsExactly("b/3");
            assertThat(outbox.status(connection).pending()).isGreaterThanOrEqualTo(3);
            await().untilAsserted(() -> assertThat(relay.obstacle().orElse(""))
                    .contains("no topic 'missing'; create it")
                    .contains("2 in all"));
        }
    }

    @Test
    void saysThatTheTableIsMissing() throws SQLException {
        OutboxRelay relay = start(RELAY.withTable("public.box"));
        await().untilAsserted(() -> assertThat(relay.obstacle().orElse("")).contains("public.box"));
    }

    @Test
    void publishesFromADatabaseThatIsRestored() throws SQLException {
        try (OutboxRelay before = start(RELAY);
                Connection connection = open()) {
            append(connection, "a", 1);
            connection.commit();
            published.await(1);
            assertThat(before.isActive()).isTrue();
        }
        createTables();
        start(RELAY);
        try (Connection connection = open()) {
            append(connection, "a", 2);
            connection.commit();
            assertThat(published.await(2)).extracting(TestKafka::keyAndNumber).containsExactly("a/1", "a/2");
        }
    }

    @Test
    void refusesAConnectionThatCommitsEachStatement() throws SQLException {
        try (Connection connection = database.getConnection()) {
            assertThatThrownBy(() -> outbox.append(connection, message("a", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("setAutoCommit(false)");
        }
    }

    @Test
    void isCreatedAsThePageSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/sql.md"))).contains(outbox.ddl());
    }

    @Test
    void refusesNamesThatAreNoTable() {
        assertThatThrownBy(() -> Outbox.of(settings, "outbox; DROP TABLE x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void awaitNothingPending(Connection connection) {
        await().until(() -> {
            connection.commit();
            return outbox.status(connection).pending() == 0;
        });
    }

    private OutboxRelay start(RelaySettings how) {
        OutboxRelay relay = OutboxRelay.start(settings, how, database);
        relays.add(relay);
        return relay;
    }

    private Connection open() throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private OutgoingMessage message(String key, int number) {
        return OutgoingMessage.of(topic, key, new OrderPlaced(number, 0L));
    }

    private void append(Connection connection, String key, int number) throws SQLException {
        outbox.append(connection, message(key, number));
    }

    private boolean append(Connection connection, OutgoingMessage message) {
        try {
            outbox.append(connection, message);
            return true;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void drawTransactionId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_current_xact_id()");
        }
    }

    /** But for the time, which is when it was written. */
    private static Map<String, String> headers(Headers headers) {
        Map<String, String> found = new TreeMap<>();
        headers.forEach(each -> found.put(each.key(), new String(each.value(), UTF_8)));
        found.remove("ce_time");
        return found;
    }
}
