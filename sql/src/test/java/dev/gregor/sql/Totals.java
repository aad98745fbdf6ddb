package dev.gregor.sql;

import dev.gregor.messaging.envelope.Message;
import dev.gregor.sql.order.OrderPlaced;
import dev.gregor.sql.sink.SqlProjection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** Counts and adds up the orders of each key: whatever is counted twice, left out or turned round is to be seen. */
public final class Totals extends SqlProjection {

    public static final String DDL =
            "CREATE TABLE total (id text PRIMARY KEY, orders int NOT NULL, amount bigint NOT NULL,"
                    + " last int NOT NULL, disorder int NOT NULL);";

    private static final String ADD = """
            INSERT INTO total VALUES (?, 1, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET
            orders = total.orders + 1, amount = total.amount + excluded.amount, last = excluded.last,
            disorder = total.disorder + CASE WHEN excluded.last = total.last + 1 THEN 0 ELSE 1 END""";

    /** A row. */
    public record Total(int orders, long amount, int last, int disorder) {

        /** What a key has after orders from 1 to this number, each of its number as the amount. */
        public static Total of(int last) {
            return new Total(last, (long) last * (last + 1) / 2, last, 0);
        }
    }

    public Totals(String topic) {
        super("totals");
        topics(topic);
        on("order.placed.v1", OrderPlaced.class, Totals::add);
    }

    public static void add(Message<OrderPlaced> message, Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setString(1, message.key());
            insert.setLong(2, message.data().getAmount());
            insert.setInt(3, message.data().getNumber());
            insert.executeUpdate();
        }
    }

    public static Map<String, Total> read(Connection connection) throws SQLException {
        Map<String, Total> totals = new TreeMap<>();
        try (connection;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM total")) {
            while (row.next()) {
                totals.put(row.getString(1), new Total(row.getInt(2), row.getLong(3), row.getInt(4), row.getInt(5)));
            }
        }
        return totals;
    }
}
