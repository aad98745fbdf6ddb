package dev.gregor.sql.sink;

import dev.gregor.messaging.envelope.IncomingMessage;
import dev.gregor.messaging.envelope.MessageMetadata.Place;
import dev.gregor.messaging.envelope.MessagingSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Applies records, and notes that, in one transaction of the database. Not thread-safe. */
final class SinkTransactions {

    /** Says that the transaction was rolled back because of a record. */
    static final class RecordException extends Exception {

        private static final long serialVersionUID = 1;

        RecordException(ConsumerRecord<byte[], byte[]> record, Throwable cause) {
            super(
                    "The event at %s/%d/%d cannot be applied: %s"
                            .formatted(record.topic(), record.partition(), record.offset(), cause),
                    cause);
        }
    }

    /** A failure of a handler on its way out of its context. */
    private static final class HandlerException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final Exception failure;

        HandlerException(Exception failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private final MessagingSettings settings;
    private final SqlProjection projection;
    private final AppliedTable applied;
    private final Connection connection;

    SinkTransactions(MessagingSettings settings, SqlProjection projection, Connection connection) {
        this.settings = settings;
        this.projection = projection;
        this.applied = new AppliedTable(projection.name());
        this.connection = connection;
    }

    /** The offset that comes next in a partition, which is the given one if there was none. */
    long next(PartitionWork work, long otherwise) throws SQLException {
        long next = applied.first(connection, work.partition, otherwise);
        connection.commit();
        return next;
    }

    /**
     * Applies records of a partition, all or none, if they are what comes next.
     *
     * @return what comes next now; less than after these records if another instance has the partition, and nothing was applied
     * @throws RecordException if one cannot be applied
     * @throws SQLException if the database does not commit
     */
    long apply(PartitionWork work, List<ConsumerRecord<byte[], byte[]>> records) throws SQLException, RecordException {
        try {
            long next = applied.lock(connection, work.partition);
            if (next != work.next) {
                connection.rollback();
                return next;
            }
            for (ConsumerRecord<byte[], byte[]> each : records) {
                apply(each);
            }
            long then = records.get(records.size() - 1).offset() + 1;
            applied.advance(connection, work.partition, then);
            connection.commit();
            return then;
        } catch (SQLException e) {
            connection.rollback();
            if (isOfRecords(e)) {
                throw new RecordException(records.get(records.size() - 1), e);
            }
            throw e;
        } catch (RuntimeException | RecordException e) {
            connection.rollback();
            throw e;
        }
    }

    /** Whether a database refuses to commit what handlers did: a deferred constraint, or a failed statement that the guard did not see. */
    private static boolean isOfRecords(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("23") || state.equals("25P02");
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) throws RecordException {
        GuardedConnection guarded = new GuardedConnection(connection);
        try {
            for (IncomingMessage each : IncomingMessage.read(record, Place.of(record))) {
                call(each, guarded.connection());
            }
            guarded.requireNoFailure();
        } catch (HandlerException e) {
            throw new RecordException(record, e.failure);
        } catch (SQLException | RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            throw new RecordException(record, e);
        }
    }

    private void call(IncomingMessage message, Connection guarded) {
        message.metadata().context().run(() -> {
            try {
                projection.apply(settings.codec(), message, guarded);
            } catch (Exception e) {
                throw new HandlerException(e);
            }
        });
    }
}
