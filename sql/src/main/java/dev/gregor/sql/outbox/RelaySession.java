package dev.gregor.sql.outbox;

import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.sql.outbox.OutboxTable.Batch;
import dev.gregor.sql.outbox.RelayTransactions.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of the one relay that has the lock. A batch is written down with its number before it is published, and the number is
 * published with it: so whoever comes next knows whether it was. Which rows there are says the table, and no highest number of a row:
 * transactions commit in another order than rows are numbered. Not thread-safe.
 */
final class RelaySession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RelaySession.class);
    private static final int MAX_ROWS = 1_000;
    private static final long MAX_BYTES = 8 << 20;
    private static final int CLEANED_UP = 1_000;
    private static final long CLEAN_UP_NANOS = Duration.ofSeconds(10).toNanos();

    private final RelaySettings settings;
    private final OutboxTable table;
    private final Connection connection;
    private final RelayTransactions transactions;
    private final HeldBack heldBack = new HeldBack();
    private long number;
    private List<Long> published;
    private long cleanedUpNanos = System.nanoTime() - CLEAN_UP_NANOS;

    /** Begins with what the former relay has left. */
    RelaySession(MessagingSettings messaging, RelaySettings settings, OutboxTable table, Connection connection)
            throws SQLException {
        this.settings = settings;
        this.table = table;
        this.connection = connection;
        this.transactions = new RelayTransactions(messaging, table.name());
        try {
            Optional<Long> position = transactions.begin();
            Batch last = table.lastBatch(connection);
            connection.commit();
            this.number = last.number();
            this.published = position.filter(each -> each >= last.number()).isPresent() ? last.rows() : List.of();
            catchUpWith(position.orElse(0L));
        } catch (SQLException | RuntimeException e) {
            transactions.close();
            throw e;
        }
    }

    /** The number has to grow, or else it would not say any more what is published. */
    private void catchUpWith(long position) throws SQLException {
        if (position > number) {
            LOG.warn(
                    "Table {} knows of {} batches, and {} are published: it was restored, or is a new one. What it has as not published is published (again)",
                    table.name(),
                    number,
                    position);
            published = List.of();
            advance(new Batch(position, List.of()));
            connection.commit();
        }
    }

    /**
     * Publishes the rows that are there, up to a limit.
     *
     * @return whether there were some
     */
    boolean round() throws SQLException {
        note();
        List<OutboxRow> rows = table.pending(connection, heldBack.now(), MAX_ROWS, MAX_BYTES);
        if (!rows.isEmpty() || !published.isEmpty()) {
            advance(new Batch(number + 1, rows.stream().map(OutboxRow::seq).toList()));
        }
        connection.commit();
        published = List.of();
        if (!rows.isEmpty()) {
            publish(rows);
        }
        return !rows.isEmpty();
    }

    private void note() throws SQLException {
        if (!published.isEmpty()) {
            table.published(connection, published, !settings.keep().isZero());
        }
    }

    /** Leaves nothing that the next relay would have to find out. */
    void end() throws SQLException {
        if (!published.isEmpty()) {
            note();
            advance(new Batch(number + 1, List.of()));
            connection.commit();
        }
    }

    private void advance(Batch next) throws SQLException {
        if (!table.replaceBatch(connection, number, next)) {
            throw new SQLException(
                    "Another relay works on table %s: the connection has to be one to the database itself, not to a pool of transactions"
                            .formatted(table.name()));
        }
        number = next.number();
    }

    private void publish(List<OutboxRow> rows) {
        Collection<Refusal> refusals = transactions.publish(number, rows);
        if (refusals.isEmpty()) {
            published = rows.stream().map(OutboxRow::seq).toList();
        }
        for (Refusal each : refusals) {
            LOG.warn("{}", each.reason());
            heldBack.add(each);
        }
    }

    /** Deletes some of the rows that were published long ago. */
    void cleanUp() throws SQLException {
        if (System.nanoTime() - cleanedUpNanos < CLEAN_UP_NANOS) {
            return;
        }
        int deleted = table.cleanUp(connection, Instant.now().minus(settings.keep()), CLEANED_UP);
        connection.commit();
        if (deleted < CLEANED_UP) {
            cleanedUpNanos = System.nanoTime();
        }
    }

    Optional<String> obstacle() {
        return heldBack.obstacle();
    }

    @Override
    public void close() {
        transactions.close();
    }
}
