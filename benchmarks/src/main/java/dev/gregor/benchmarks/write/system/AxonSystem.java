package dev.gregor.benchmarks.write.system;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.gregor.benchmarks.store.Place;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.axonframework.commandhandling.AsynchronousCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.DataSourceConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.serialization.json.JacksonSerializer;

/**
 * Axon Framework over PostgreSQL, with all aggregates in memory, one transaction for each command, and as many threads as
 * connections. It remembers no command ids.
 */
final class AxonSystem implements WriteSystem {

    private static final int CONNECTIONS = 24;
    private static final int FETCH_SIZE = 10_000;
    private static final String REFERENCE = "r".repeat(100);
    private static final String ALL_VERSIONS = "SELECT aggregateidentifier, sequencenumber FROM domainevententry"
            + " ORDER BY aggregateidentifier, sequencenumber";

    private final HikariDataSource database;
    private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    private final Configuration axon;
    private final CommandGateway gateway;
    private final String run;

    private AxonSystem(Place place) {
        this.run = place.run();
        this.database = database(place.stores().requirePostgres().url());
        createTables(place.stores().requirePostgres().url());
        var connections = new UnitOfWorkAwareConnectionProviderWrapper(new DataSourceConnectionProvider(database));
        this.axon = DefaultConfigurer.defaultConfiguration(false)
                .configureSerializer(any -> JacksonSerializer.defaultSerializer())
                .configureCommandBus(any ->
                        AsynchronousCommandBus.builder().executor(threads).build())
                .configureEmbeddedEventStore(any -> events(connections))
                .configureAggregate(AggregateConfigurer.defaultConfiguration(AxonAccount.class)
                        .configureCache(any -> new HeapCache()))
                .start();
        this.gateway = axon.commandGateway();
    }

    static AxonSystem start(Place place) {
        return new AxonSystem(place);
    }

    private HikariDataSource database(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url + "&currentSchema=" + run);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setAutoCommit(false);
        return new HikariDataSource(config);
    }

    /** By a connection that commits by itself, as Axon expects of one outside its units of work. */
    private void createTables(String url) {
        execute("CREATE SCHEMA " + run);
        events(() -> DriverManager.getConnection(url + "&currentSchema=" + run))
                .createSchema(PostgresEventTableFactory.INSTANCE);
    }

    private static JdbcEventStorageEngine events(ConnectionProvider connections) {
        JacksonSerializer json = JacksonSerializer.defaultSerializer();
        return JdbcEventStorageEngine.builder()
                .connectionProvider(connections)
                .transactionManager(NoTransactionManager.instance())
                .eventSerializer(json)
                .snapshotSerializer(json)
                .build();
    }

    private void execute(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed", e);
        }
    }

    @Override
    public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
        return gateway.<Long>send(new AxonAccount.Deposit(Accounts.name(account), 1, REFERENCE, expectedVersion))
                .thenApply(Answer.Deposited::new);
    }

    @Override
    public RecordedVersions recorded() {
        RecordedVersions versions = new RecordedVersions();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            ResultSet rows = statement.executeQuery(ALL_VERSIONS);
            while (rows.next()) {
                versions.add(rows.getString(1), rows.getLong(2) + 1);
            }
            return versions;
        } catch (SQLException e) {
            throw new IllegalStateException("The events cannot be read", e);
        }
    }

    @Override
    public void close() {
        axon.shutdown();
        threads.shutdown();
        execute("DROP SCHEMA " + run + " CASCADE");
        database.close();
    }
}
