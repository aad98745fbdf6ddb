package dev.gregor.sql.crash;

import dev.gregor.messaging.envelope.OutgoingMessage;
import dev.gregor.sql.order.OrderPlaced;
import dev.gregor.sql.outbox.Outbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** Writes versions of some aggregates, and a message for each, in transactions some of which are rolled back. */
record Orders(Outbox outbox, DataSource database, String topic, int rows, long seed) implements Callable<Integer> {

    static final int KEYS = 50;

    private static final String TABLE = "CREATE TABLE customer (id int PRIMARY KEY, version int NOT NULL);"
            + "INSERT INTO customer SELECT id, 0 FROM generate_series(0, %d) AS id";

    static String ddl() {
        return TABLE.formatted(KEYS - 1);
    }

    /** Returns how many it has committed, the given number at least. */
    @Override
    public Integer call() throws SQLException {
        Random random = new Random(seed);
        int committed = 0;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            while (committed < rows) {
                int written = 0;
                int first = random.nextInt(KEYS);
                for (int key = first; key < Math.min(KEYS, first + 1 + random.nextInt(4)); key++) {
                    order(connection, key);
                    written++;
                }
                if (random.nextInt(10) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                    committed += written;
                }
            }
        }
        return committed;
    }

    private void order(Connection connection, int key) throws SQLException {
        String sql = "UPDATE customer SET version = version + 1 WHERE id = ? RETURNING version";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setInt(1, key);
            try (ResultSet result = update.executeQuery()) {
                result.next();
                outbox.append(
                        connection,
                        OutgoingMessage.of(topic, String.valueOf(key), new OrderPlaced(result.getInt(1), 0L)));
            }
        }
    }
}
