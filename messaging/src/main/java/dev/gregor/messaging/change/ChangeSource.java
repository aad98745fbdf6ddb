package dev.gregor.messaging.change;

import java.time.Instant;

/**
 * Where a change was made.
 *
 * @param database the database; empty if Debezium did not say
 * @param schema the schema of the table; empty likewise
 * @param table the table; empty likewise
 * @param snapshot whether the row was read by a snapshot, which may tell of it once more than it was made
 * @param transaction the id of the transaction in the database; empty if it is not known, as in snapshots
 * @param committedAt when the transaction was committed
 */
public record ChangeSource(
        String database, String schema, String table, boolean snapshot, String transaction, Instant committedAt) {}
