package dev.gregor.sql.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gregor.kafka.KafkaClients;
import dev.gregor.messaging.envelope.MessageContext;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.sql.TestKafka;
import dev.gregor.sql.TestPostgres;
import dev.gregor.sql.Totals;
import dev.gregor.sql.Totals.Total;
import dev.gregor.sql.order.OrderPlaced;
import dev.gregor.topic.KeyPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;

@ExtendWith(TestPostgres.class)
class SqlSinkTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestKafka kafka = new TestKafka();

    private final MessagingSettings settings = kafka.settings();
    private final String topic = kafka.topic(2);
    private PGSimpleDataSource database;

    @BeforeEach
    void createTables() throws SQLException {
        database = TestPostgres.database();
        TestPostgres.execute(database.getConnection(), SqlSink.ddl() + Totals.DDL);
    }

    /** Whose handler is the test's. */
    private final class Handled extends SqlProjection {

        Handled(SqlHandler<OrderPlaced> handler) {
            super("handled");
            topics(topic);
            on("order.placed.v1", OrderPlaced.class, handler);
        }
    }

    @Test
    void appliesEachEventOnceAlsoAfterARestart() {
        publish("a", 1, 2);
        publish("b", 1, 1);
        try (SqlSink sink = SqlSink.start(settings, database, new Totals(topic))) {
            awaitTotals(Map.of("a", Total.of(2), "b", Total.of(1)));
            assertThat(sink.obstacle()).isEmpty();
        }
        publish("a", 3, 3);
        try (SqlSink sink = SqlSink.start(settings, database, new Totals(topic))) {
            awaitTotals(Map.of("a", Total.of(3), "b", Total.of(1)));
            assertThat(sink.obstacle()).isEmpty();
        }
    }

    /** With {@code autosave=always} the driver takes back the failed statement alone, and commits the rest. */
    @ParameterizedTest
    @ValueSource(strings = {"never", "always"})
    void rollsBackAllWhenAStatementHasFailedAlsoIfNobodyTells(String autosave) {
        database.setAutosave(AutoSave.of(autosave));
        AtomicBoolean mended = new AtomicBoolean();
        SqlHandler<OrderPlaced> swallowing = (message, connection) -> {
            Totals.add(message, connection);
            if (message.data().getNumber() == 2 && !mended.get()) {
                executeInVain(connection);
            }
        };
        publish("a", 1, 3);
        try (SqlSink sink = SqlSink.start(settings, database, new Handled(swallowing))) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sink.obstacle().orElse(""))
                            .contains("no_such_table")
                            .contains(topic + '/'));
            awaitTotals(Map.of("a", Total.of(1)));
            mended.set(true);
            awaitTotals(Map.of("a", Total.of(3)));
        }
    }

    @Test
    void anEventThatCannotBeAppliedHoldsUpItsPartitionOnly() {
        AtomicBoolean mended = new AtomicBoolean();
        SqlHandler<OrderPlaced> failing = (message, connection) -> {
            if (message.key().equals("a") && message.data().getNumber() == 2 && !mended.get()) {
                throw new IllegalStateException("not yet");
            }
            Totals.add(message, connection);
        };
        publish("a", 1, 3);
        String other = keyOfTheOtherPartition("a");
        publish(other, 1, 1);
        try (SqlSink sink = SqlSink.start(settings, database, new Handled(failing))) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sink.obstacle().orElse("")).contains("not yet"));
            awaitTotals(Map.of("a", Total.of(1), other, Total.of(1)));
            mended.set(true);
            awaitTotals(Map.of("a", Total.of(3), other, Total.of(1)));
            await().atMost(LIMIT).until(() -> sink.obstacle().isEmpty());
        }
    }

    @Test
    void handlersDoNotEndTheTransactionAndHaveTheContextOfTheEvent() {
        List<String> seen = new CopyOnWriteArrayList<>();
        SqlHandler<OrderPlaced> ending = (message, connection) -> {
            Totals.add(message, connection);
            for (Ending each : List.<Ending>of(
                    Connection::commit, Connection::rollback, Connection::close, c -> c.setAutoCommit(true))) {
                assertThatThrownBy(() -> each.with(connection)).hasMessageContaining("would end the transaction");
            }
            try (Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.getConnection().commit())
                        .hasMessageContaining("would end the transaction");
            }
            seen.add(MessageContext.currentOrNew().correlationId());
        };
        MessageContext.of("c1").run(() -> publish("a", 1, 1));
        try (SqlSink sink = SqlSink.start(settings, database, new Handled(ending))) {
            awaitTotals(Map.of("a", Total.of(1)));
            assertThat(seen).containsExactly("c1");
            assertThat(sink.obstacle()).isEmpty();
        }
    }

    private interface Ending {
        void with(Connection connection) throws SQLException;
    }

    /** As an instance does that had the partition before and has been slow. */
    @Test
    void goesOnAfterWhatAnotherInstanceHasApplied() throws SQLException {
        publish("a", 1, 1);
        try (SqlSink sink = SqlSink.start(settings, database, new Totals(topic))) {
            awaitTotals(Map.of("a", Total.of(1)));
            TestPostgres.execute(
                    database.getConnection(),
                    "UPDATE gregor_applied SET next_offset = next_offset + 1 WHERE next_offset > 0;"
                            + "UPDATE total SET last = 2, orders = 2, amount = 3");
            publish("a", 2, 3);
            awaitTotals(Map.of("a", Total.of(3)));
            assertThat(sink.obstacle()).isEmpty();
        }
    }

    @Test
    void goesOnAfterWhatAnotherInstanceHasAppliedAlsoAfterAFailure() throws SQLException {
        SqlHandler<OrderPlaced> failing = (message, connection) -> {
            if (message.data().getNumber() == 2) {
                throw new IllegalStateException("never");
            }
            Totals.add(message, connection);
        };
        publish("a", 1, 4);
        try (SqlSink sink = SqlSink.start(settings, database, new Handled(failing))) {
            await().atMost(LIMIT).until(() -> sink.obstacle().isPresent());
            TestPostgres.execute(
                    database.getConnection(),
                    "UPDATE gregor_applied SET next_offset = next_offset + 2 WHERE next_offset > 0;"
                            + "UPDATE total SET last = 3, orders = 3, amount = 6");
            awaitTotals(Map.of("a", Total.of(4)));
            publish("a", 5, 5);
            awaitTotals(Map.of("a", Total.of(5)));
            assertThat(sink.obstacle()).isEmpty();
        }
    }

    @Test
    void waitsForATopicThatIsMissing() {
        String missing = topic + "-later";
        try (SqlSink sink = SqlSink.start(settings, database, new Totals(missing))) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(sink.obstacle().orElse("")).contains("no topic '%s'".formatted(missing)));
            kafka.create(missing, 1, Map.of());
            await().atMost(LIMIT).until(() -> sink.obstacle().isEmpty());
        }
    }

    @Test
    void stopsWhereEventsAreMissing() throws SQLException {
        publish("a", 1, 1);
        try (SqlSink sink = SqlSink.start(settings, database, new Totals(topic))) {
            awaitTotals(Map.of("a", Total.of(1)));
            assertThat(sink.obstacle()).isEmpty();
        }
        TestPostgres.execute(database.getConnection(), "UPDATE gregor_applied SET next_offset = 1000");
        try (SqlSink sink = SqlSink.start(settings, database, new Totals(topic))) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sink.obstacle().orElse("")).contains("out of range"));
        }
    }

    @Test
    void readsWhatSubscribersRead() {
        String event = """
                {"specversion":"1.0","type":"order.placed.v1","source":"/shop","id":"1","data":{"number":1,"amount":1}}""";
        String others = event.replace("order.placed.v1", "com.example.pushed");
        try (KafkaProducer<byte[], byte[]> producer = KafkaClients.producer(settings.kafka())) {
            Stream.of(others, event).forEach(each -> {
                var record = new ProducerRecord<>(topic, "a".getBytes(UTF_8), each.getBytes(UTF_8));
                record.headers().add("content-type", "application/cloudevents+json".getBytes(UTF_8));
                producer.send(record);
            });
        }
        try (SqlSink sink = SqlSink.start(settings, database, new Totals(topic))) {
            awaitTotals(Map.of("a", Total.of(1)));
            assertThat(sink.obstacle()).isEmpty();
        }
    }

    @Test
    void isCreatedAsThePageSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/sql.md"))).contains(SqlSink.ddl());
    }

    @Test
    void refusesAProjectionWithoutTopicsOrWithTwoHandlersOfAType() {
        SqlProjection none = new SqlProjection("none") {};
        assertThatThrownBy(() -> SqlSink.start(settings, database, none)).hasMessageContaining("call topics(...)");
        assertThatThrownBy(() -> new SqlProjection("twice") {
                    {
                        on("order.placed.v1", OrderPlaced.class, Totals::add);
                        on("order.placed.v1", OrderPlaced.class, Totals::add);
                    }
                })
                .hasMessageContaining("order.placed.v1");
    }

    private static void executeInVain(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO no_such_table VALUES (1)");
        } catch (SQLException swallowed) {
            // That is what the test is about.
        }
    }

    private void publish(String key, int from, int to) {
        try (Publisher publisher = Publisher.start(settings)) {
            for (int number = from; number <= to; number++) {
                publisher
                        .publish(topic, key, new OrderPlaced(number, (long) number))
                        .join();
            }
        }
    }

    private static String keyOfTheOtherPartition(String key) {
        return Stream.iterate(key, each -> each + key)
                .filter(each -> KeyPartition.of(each, 2) != KeyPartition.of(key, 2))
                .findFirst()
                .orElseThrow();
    }

    private void awaitTotals(Map<String, Total> expected) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(Totals.read(database.getConnection())).isEqualTo(expected));
    }
}
