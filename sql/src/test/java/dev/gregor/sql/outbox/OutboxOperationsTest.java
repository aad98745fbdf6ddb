package dev.gregor.sql.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.gregor.failure.TransientException;
import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.messaging.outbox.OutboxFilter;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.outbox.PendingTopic;
import dev.gregor.messaging.outbox.Republished;
import dev.gregor.sql.TestKafka;
import dev.gregor.sql.TestPostgres;
import dev.gregor.sql.order.OrderPlaced;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/** Without a relay: rows are noted as published as one does it. */
@ExtendWith(TestPostgres.class)
class OutboxOperationsTest {

    private static final OutboxFilter ALL = OutboxFilter.all();

    private final Outbox outbox = Outbox.of(TestKafka.settings("shop", "localhost:1"));
    private final PGSimpleDataSource database = create();
    private final OutboxOperations operations = Outbox.operations(database);

    private static PGSimpleDataSource create() {
        try {
            return TestPostgres.database();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void appendOrders() throws SQLException {
        TestPostgres.execute(database.getConnection(), outbox.ddl());
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int number = 1; number <= 5; number++) {
                String key = number % 2 == 0 ? "even" : "odd";
                outbox.append(connection, OutgoingMessage.of("orders", key, new OrderPlaced(number, 0L)));
            }
            outbox.append(connection, OutgoingMessage.of("missing", "even", new OrderPlaced(6, 0L)));
            connection.commit();
        }
    }

    private void publishAll() throws SQLException {
        TestPostgres.execute(database.getConnection(), "UPDATE outbox SET published_at = now()");
    }

    private List<Long> pending() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return new OutboxTable("outbox")
                    .pending(connection, List.of(), 100, Long.MAX_VALUE).stream()
                            .map(OutboxRow::seq)
                            .toList();
        }
    }

    @Test
    void tellWhatIsPending() throws SQLException {
        assertThat(operations.pendingTopics())
                .extracting(PendingTopic::topic, PendingTopic::pending)
                .containsExactlyInAnyOrder(tuple("orders", 5L), tuple("missing", 1L));
        publishAll();
        assertThat(operations.pendingTopics()).isEmpty();
    }

    @Test
    void publishAgainPageByPage() throws SQLException {
        publishAll();
        OutboxFilter odd = ALL.ofTopic("orders").ofKey("odd").ofType("order.placed.v1");
        Republished first = operations.republish(odd, Optional.empty(), 2);
        assertThat(first).isEqualTo(new Republished(2, Optional.of("3")));
        assertThat(pending()).containsExactly(1L, 3L);
        publishAll();
        assertThat(operations.republish(odd, first.cursor(), 2)).isEqualTo(new Republished(1, Optional.empty()));
        assertThat(pending()).containsExactly(5L);
    }

    @Test
    void passOverWhatIsPendingOrOfOthers() throws SQLException {
        assertThat(operations.republish(ALL, Optional.empty(), 100)).isEqualTo(new Republished(0, Optional.empty()));
        publishAll();
        assertThat(operations.republish(ALL.ofType("order.shipped.v1"), Optional.empty(), 100))
                .isEqualTo(new Republished(0, Optional.empty()));
        assertThat(pending()).isEmpty();
        assertThat(operations.republish(ALL, Optional.empty(), 100)).isEqualTo(new Republished(6, Optional.empty()));
        assertThat(pending()).hasSize(6);
    }

    @Test
    void deleteWhatIsPublishedUpToALimit() throws SQLException {
        Instant later = Instant.now().plusSeconds(60);
        assertThat(operations.cleanUp(later, 100)).isZero();
        publishAll();
        operations.republish(ALL.ofTopic("missing"), Optional.empty(), 1);
        assertThat(operations.cleanUp(Instant.now().minusSeconds(60), 100)).isZero();
        assertThat(operations.cleanUp(later, 3)).isEqualTo(3);
        assertThat(operations.cleanUp(later, 3)).isEqualTo(2);
        assertThat(pending()).containsExactly(6L);
    }

    @Test
    void commitOnConnectionsThatDoNotCommitEachStatement() throws SQLException {
        publishAll();
        DataSource pool = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Connection connection = database.getConnection();
                    connection.setAutoCommit(false);
                    return connection;
                });
        assertThat(Outbox.operations(pool).republish(ALL, Optional.empty(), 100).messages())
                .isEqualTo(6);
        assertThat(pending()).hasSize(6);
    }

    @Test
    void sayWhatFails() {
        assertThatThrownBy(() -> operations.republish(ALL, Optional.of("x"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'");
        assertThatThrownBy(() -> Outbox.operations(database, "public.box").pendingTopics())
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("public.box");
        assertThatThrownBy(() -> Outbox.operations(TestPostgres.at("jdbc:postgresql://localhost:1/none"))
                        .cleanUp(Instant.now(), 1))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("localhost:1");
        assertThatThrownBy(() -> Outbox.operations(database, "outbox; DROP TABLE x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
