package dev.gregor.sql.crash;

import dev.gregor.sql.TestKafka;
import dev.gregor.sql.TestPostgres;
import dev.gregor.sql.Totals;
import dev.gregor.sql.order.OrderPlaced;
import dev.gregor.sql.sink.SqlSink;
import java.io.IOException;
import java.io.OutputStream;

/** Adds up. Ends when its standard input does. */
final class CrashingSink {

    static final String ORDERS = "orders";

    private CrashingSink() {}

    public static void main(String[] args) throws IOException {
        TestKafka.CODEC.register(ORDERS, OrderPlaced.getClassSchema());
        SqlSink.start(TestKafka.settings("crash", args[0]), TestPostgres.at(args[1]), new Totals(ORDERS));
        System.in.transferTo(OutputStream.nullOutputStream());
        Runtime.getRuntime().halt(0);
    }
}
