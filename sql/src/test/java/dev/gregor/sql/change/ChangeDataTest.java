package dev.gregor.sql.change;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.messaging.change.Change;
import dev.gregor.messaging.change.Change.Kind;
import dev.gregor.messaging.change.ColumnType;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.subscribe.ChangeHandler;
import dev.gregor.messaging.subscribe.ChangeRoute;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.sql.TestKafka;
import dev.gregor.sql.TestPostgres;
import dev.gregor.sql.customer.Account;
import dev.gregor.sql.customer.Customer;
import dev.gregor.sql.customer.Note;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One run of a connector, whose records the tests read in each form. */
@ExtendWith(TestPostgres.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangeDataTest {

    static final String CUSTOMERS = "shop.public.customers";
    private static final String NOTES = "shop.public.notes";
    private static final String ACCOUNTS = "shop.public.accounts";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Instant SEEN = Instant.parse("2026-03-01T10:00:00.123Z");

    private static final String DDL = """
            CREATE TABLE customers (
                id bigint PRIMARY KEY, name text NOT NULL, email text, credit numeric(10,2) NOT NULL DEFAULT 0, score numeric, born date,
                seen_at timestamptz, updated timestamp, wakes time, tag uuid, info jsonb, labels text[],
                valid_until timestamptz NOT NULL DEFAULT 'infinity', active boolean NOT NULL DEFAULT true);
            CREATE TABLE notes (id bigint PRIMARY KEY, title text NOT NULL, text text NOT NULL);
            CREATE TABLE accounts (id bigint PRIMARY KEY, balance bigint NOT NULL, closed timestamp);
            ALTER TABLE accounts REPLICA IDENTITY FULL;
            INSERT INTO customers VALUES (1, 'ann', 'ann@example.com', 12.50, 3.1415, '1990-05-17', '2026-03-01 11:00:00.123+01',
                '2026-03-01 10:00:00.123456', '07:30:00', 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '{"b": 1}', '{x,y}');
            """;

    private static final List<String> CHANGES = List.of(
            "INSERT INTO customers (id, name) VALUES (2, 'bob')",
            "UPDATE customers SET name = 'anna' WHERE id = 1",
            "UPDATE customers SET id = 11 WHERE id = 1",
            "DELETE FROM customers WHERE id = 11",
            "INSERT INTO notes VALUES (1, 'one', (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 1000) i))",
            "UPDATE notes SET title = 'two' WHERE id = 1",
            "INSERT INTO accounts VALUES (1, 10)",
            "UPDATE accounts SET balance = 20 WHERE id = 1",
            "UPDATE accounts SET closed = 'infinity' WHERE id = 1",
            "DELETE FROM accounts WHERE id = 1",
            "INSERT INTO customers (id, name) VALUES (99, 'last')");

    @RegisterExtension
    final TestKafka kafka = new TestKafka();

    private final SchemaCatalog catalog = SchemaCatalog.inMemory();

    @SuppressWarnings("NullAway.Init")
    private Subscription subscription;

    @SuppressWarnings("NullAway.Init")
    private String running;

    @BeforeAll
    void capture() throws Exception {
        PGSimpleDataSource database = TestPostgres.database();
        TestPostgres.execute(database.getConnection(), DDL);
        for (Form form : Form.values()) {
            List.of(CUSTOMERS, NOTES, ACCOUNTS).forEach(each -> kafka.create(form.topic(each), 2, Map.of()));
        }
        try (Capture capture = new Capture(kafka.bootstrapServers(), catalog, database)) {
            capture.await(CUSTOMERS, "Struct{id=1}");
            for (String each : CHANGES) {
                TestPostgres.execute(database.getConnection(), each);
            }
            capture.await(CUSTOMERS, "Struct{id=99}");
        }
    }

    @AfterEach
    void stop() {
        subscription.close();
    }

    /** Of the changes of a table; what the columns mean is said where the form does not. */
    private final class Changes<E extends SpecificRecord> extends Subscriber {

        final List<Change<E>> handled = new CopyOnWriteArrayList<>();
        private final ChangeRoute<E> route;

        Changes(String topic, Class<E> row) {
            this(topic, row, (change, outgoing) -> {});
        }

        Changes(String topic, Class<E> row, ChangeHandler<E> handler) {
            super("s" + UUID.randomUUID());
            route = changes(topic, row, (change, outgoing) -> {
                handler.handle(change, outgoing);
                handled.add(change);
            });
        }

        Changes<E> start() {
            MessagingSettings settings = kafka.settings();
            running = name();
            subscription = Subscription.start(
                    new MessagingSettings(
                            settings.app(),
                            settings.kafka(),
                            AvroCodec.singleObject(catalog),
                            settings.types(),
                            settings.maxMessageBytes()),
                    this);
            return this;
        }

        Changes<E> told(Form form, Map<String, ColumnType> columns) {
            if (form == Form.JSON) {
                columns.forEach(route::column);
            }
            return this;
        }

        List<String> of(String key) {
            return handled.stream()
                    .filter(each -> each.key().toString().equals(key))
                    .map(each -> each.kind()
                            + each.moved().map(" moved %s"::formatted).orElse(""))
                    .toList();
        }
    }

    private Changes<Customer> customers(Form form) {
        return new Changes<>(form.topic(CUSTOMERS), Customer.class)
                .told(
                        form,
                        Map.of(
                                "credit", ColumnType.decimal(2),
                                "score", ColumnType.of("io.debezium.data.VariableScaleDecimal"),
                                "born", ColumnType.of("io.debezium.time.Date"),
                                "updated", ColumnType.of("io.debezium.time.MicroTimestamp"),
                                "wakes", ColumnType.of("io.debezium.time.MicroTime")));
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhatBecomesOfARow(Form form) {
        Changes<Customer> changes = customers(form).start();

        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(changes.of("1")).containsExactly("CREATED", "CHANGED", "DELETED moved 11");
            assertThat(changes.of("11")).containsExactly("CREATED moved 1", "DELETED");
            assertThat(changes.of("2")).containsExactly("CREATED");
            assertThat(changes.of("99")).containsExactly("CREATED");
        });
        assertThat(changes.handled).allSatisfy(each -> {
            assertThat(each.before()).isEmpty();
            assertThat(each.source().table()).isEqualTo("customers");
            assertThat(each.source().snapshot())
                    .isEqualTo(each.key().value("id").equals("1") && each.kind() == Kind.CREATED);
            assertThat(each.metadata().key()).isEqualTo(each.key().toString());
            assertThat(each.metadata().id()).startsWith(form.topic(CUSTOMERS) + '/');
        });
        assertThat(changes.handled)
                .extracting(each -> each.metadata().type().toString())
                .contains("customers.created.v1");
        assertThat(letters(form.topic(CUSTOMERS))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void readsValuesByTheirTypes(Form form) {
        Changes<Customer> changes = customers(form).start();

        await().atMost(LIMIT).until(() -> !changes.of("1").isEmpty());
        Customer ann = changes.handled.stream()
                .filter(each -> each.key().toString().equals("1"))
                .findFirst()
                .orElseThrow()
                .after();
        assertThat(ann.getName()).isEqualTo("ann");
        assertThat(ann.getCredit()).isEqualTo(new BigDecimal("12.50"));
        assertThat(ann.getScore()).isEqualTo("3.1415");
        assertThat(ann.getBorn()).isEqualTo(LocalDate.of(1990, 5, 17));
        assertThat(ann.getSeenAt()).isEqualTo(SEEN);
        assertThat(ann.getUpdated()).isEqualTo(LocalDateTime.parse("2026-03-01T10:00:00.123"));
        assertThat(ann.getWakes()).isEqualTo(LocalTime.of(7, 30));
        assertThat(ann.getTag()).isEqualTo("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        assertThat(ann.getInfo()).isEqualTo("{\"b\": 1}");
        assertThat(ann.getLabels()).containsExactly("x", "y");
        assertThat(ann.getValidUntil()).isEqualTo("infinity");
        assertThat(ann.getActive()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aValueThatWasNotSentIsADeadLetter(Form form) {
        String topic = form.topic(NOTES);
        Changes<Note> changes = new Changes<>(topic, Note.class).start();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(letters(topic)).hasSize(1));
        assertThat(reason(letters(topic).get(0))).contains("Column 'text' has not changed, and its value was not sent");
        assertThat(changes.of("1")).containsExactly("CREATED");
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheRowBeforeIfTheTableDoesAndInfinityIsNoTime(Form form) {
        String topic = form.topic(ACCOUNTS);
        Changes<Account> changes = new Changes<>(topic, Account.class)
                .told(form, Map.of("closed", ColumnType.of("io.debezium.time.MicroTimestamp")));
        changes.route.fullReplicaIdentity();
        changes.start();

        // The deletion and the tombstone are parked behind the change that has no value in the class.
        await().atMost(LIMIT).untilAsserted(() -> assertThat(letters(topic)).hasSize(3));
        assertThat(reason(letters(topic).get(0)))
                .contains("Column 'closed' is infinity, for which a timestamp-millis has no value");
        assertThat(changes.of("1")).containsExactly("CREATED", "CHANGED");
        Change<Account> changed = changes.handled.get(1);
        assertThat(changed.before().orElseThrow().getBalance()).isEqualTo(10);
        assertThat(changed.after().getBalance()).isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource(names = "JSON")
    void guessesNoTypes(Form form) {
        String topic = form.topic(CUSTOMERS);
        Changes<Customer> changes = new Changes<>(topic, Customer.class).start();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(letters(topic)).hasSizeGreaterThanOrEqualTo(4));
        assertThat(letters(topic))
                .anySatisfy(each -> assertThat(reason(each))
                        .contains("Column 'credit' is \"BOI=\"", "say so by column(\"credit\""));
        assertThat(changes.handled).extracting(Change::kind).doesNotContain(Kind.CREATED);
    }

    /** Those of the subscription that runs. */
    private List<ConsumerRecord<byte[], byte[]>> letters(String topic) {
        try (var followed = kafka.follow(topic + ".dlq")) {
            return followed.all().stream()
                    .filter(each -> running.equals(text(each, "gregor-subscription")))
                    .toList();
        }
    }

    private static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return text(letter, "__streams.errors.message");
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
        return new String(letter.headers().lastHeader(header).value(), UTF_8);
    }
}
