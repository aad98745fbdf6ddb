package dev.gregor.client;

import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.Queries;
import dev.gregor.client.http.Calls;
import dev.gregor.client.http.ClientSettings;
import dev.gregor.client.http.Connection;
import dev.gregor.client.problem.ProblemException;
import dev.gregor.client.problem.UnansweredException;
import dev.gregor.client.stream.LiveStreams;
import dev.gregor.live.ThreadSubscriptions;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A client of the instances of an application, over HTTP. It has the same access as a node in the process: code that takes
 * {@link Commands}, {@link Queries} and {@link Events} works with either.
 *
 * <pre>{@code
 * try (GregorClient gregor = GregorClient.configure()
 *         .baseUri("http://one:8080")
 *         .baseUri("http://two:8080")
 *         .aggregate(new BankAccount())
 *         .projection(new TotalByOwner())
 *         .connect()) {
 *     Accepted done = gregor.commands().send(BankAccount.class, "42", new Deposit(500)).join().orElseThrow();
 *     gregor.queries().get(TotalByOwner.class, "ann", done.position()).join();
 * }
 * }</pre>
 *
 * <p>What fails for a while is tried again, at the next instance, until the {@linkplain GregorClientBuilder#timeout time-out}: connections
 * that fail or break, answers that are cut off, and the status codes 502, 503 and 504. A command keeps its id at that, so that it is applied
 * once. Of a command whose outcome is not known after that the outcome is {@link dev.gregor.command.CommandOutcome.Unknown}; one that was
 * certainly not handled is {@link dev.gregor.command.CommandOutcome.Unavailable}. Reads end with {@link UnansweredException}, or with {@link
 * ProblemException} if the instance has answered that another try does not help.
 *
 * <p>Thread-safe; one client serves a whole process. Close it after use.
 */
public final class GregorClient implements AutoCloseable {

    private final Connection connection;
    private final Calls calls;
    private final ThreadSubscriptions subscriptions = new ThreadSubscriptions("gregor-client-live");
    private final Commands commands;
    private final Queries queries;
    private final Events events;

    GregorClient(
            ClientSettings settings, Known known, Duration connectTimeout, Consumer<HttpClient.Builder> customizer) {
        connection = new Connection(settings, connectTimeout, customizer);
        calls = new Calls(connection);
        LiveStreams streams = new LiveStreams(connection, subscriptions);
        Acknowledged acknowledged = new Acknowledged();
        Reads reads = new Reads(calls, connection.instances().count());
        commands = new HttpCommands(known, calls, acknowledged);
        queries = new HttpQueries(known, reads, streams);
        events = new HttpEvents(known, reads, acknowledged, streams);
    }

    /** Begins the configuration of a client. */
    public static GregorClientBuilder configure() {
        return new GregorClientBuilder();
    }

    /** Returns access to the aggregates, to send commands. */
    public Commands commands() {
        return commands;
    }

    /** Returns access to the read models. */
    public Queries queries() {
        return queries;
    }

    /** Returns access to the recorded events, and to states of aggregates. */
    public Events events() {
        return events;
    }

    /**
     * Ends what is under way as if its time were over, completes live subscriptions, and closes connections. Has no effect when called
     * again. On a JDK before 21 a thread that the JDK has for connections ends when the next garbage collection finds the client unused.
     */
    @Override
    public void close() {
        calls.close();
        subscriptions.close();
        connection.close();
    }
}
