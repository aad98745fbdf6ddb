package dev.gregor.sql;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server for all tests of a run; it ends with the run. */
public final class TestPostgres implements BeforeAllCallback {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static volatile @Nullable EmbeddedPostgres server;

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(TestPostgres.class, key -> start());
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setServerConfig("wal_level", "logical")
                    .start();
            server = started;
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new database. */
    public static PGSimpleDataSource database() throws SQLException {
        String name = "test" + DATABASES.incrementAndGet();
        execute(requireNonNull(server).getPostgresDatabase().getConnection(), "CREATE DATABASE " + name);
        return at("jdbc:postgresql://localhost:%d/%s"
                .formatted(requireNonNull(server).getPort(), name));
    }

    public static PGSimpleDataSource at(String url) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setUser("postgres");
        return database;
    }

    /** Executes a statement and closes the connection. */
    public static void execute(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
