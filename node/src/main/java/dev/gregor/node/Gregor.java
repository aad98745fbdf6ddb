package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.failure.TransientException;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.watch.ClockSetBack;
import dev.gregor.node.watch.Watch;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.query.QueryGateway;
import dev.gregor.projection.query.RemotePartitions;
import dev.gregor.projection.run.ProjectionControl;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of an application in this process: handles commands, keeps the event log and builds read models, as the runnable JAR
 * does, without HTTP.
 *
 * <pre>{@code
 * try (Gregor gregor = Gregor.configure()
 *         .app("bank")
 *         .bootstrapServers("kafka:9092")
 *         .aggregate(new BankAccount())
 *         .projection(new TotalByOwner())
 *         .start()) {
 *     Accepted done = gregor.commands().send(BankAccount.class, "42", new Deposit(500)).join().orElseThrow();
 *     gregor.queries().get(TotalByOwner.class, "ann", done.position()).join();
 * }
 * }</pre>
 *
 * <p>A process may run several, each with an {@link GregorBuilder#app app} and a {@link GregorBuilder#dataDir data folder} of its own.
 * Thread-safe.
 */
public final class Gregor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gregor.class);
    private static final Duration START_END_WAIT = Duration.ofSeconds(20);
    private static final Duration LONG_START = Duration.ofSeconds(15);
    private static final Duration CLOCK_CHECK = Duration.ofSeconds(1);
    private static final Duration READY_CHECK = Duration.ofMillis(20);

    private final Settings settings;
    private final Domain domain;
    private final MeterRegistry meters;
    private final DataDir data;
    private final Closing closing = new Closing();
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private final CompletableFuture<Exception> failure = new CompletableFuture<>();
    private final CompletableFuture<String> bootstrapServers = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile String phase = "The application starts";
    private volatile boolean stopping;
    private volatile @Nullable Node node;

    Gregor(Settings settings, Domain domain, MeterRegistry meters) {
        this.settings = settings;
        this.domain = domain;
        this.meters = meters;
        this.data = closing.add(DataDir.open(settings.instance().dataDir()));
    }

    /** A node with the default settings; without {@code bootstrapServers} it has a broker of its own. */
    public static GregorBuilder configure() {
        return new GregorBuilder();
    }

    /**
     * A node with settings by their names, such as {@code gregor.app}; all are in docs/configuration.md.
     *
     * @throws dev.gregor.node.settings.SettingsException later, at the start, if one is unknown or has an impossible value
     */
    public static GregorBuilder configure(Properties properties) {
        GregorBuilder builder = new GregorBuilder();
        properties.stringPropertyNames().forEach(name -> builder.set(name, properties.getProperty(name)));
        return builder;
    }

    /** A node with settings that have been read already. */
    public static GregorBuilder configure(Settings settings) {
        return new GregorBuilder(settings);
    }

    /** Starts a node that other instances do not ask; see {@link #start(String, OtherInstances)}. */
    public void start() {
        start(settings.instance().applicationServer(), OtherInstances.none());
    }

    /**
     * Starts everything, once. It may not be {@linkplain #obstacle() ready} yet when this returns.
     *
     * @param applicationServer {@code host:port} under which other instances ask this one; null if they cannot
     * @param others asks other instances
     * @throws StartException if it cannot start, with the reason and the cure; to be closed then
     * @throws dev.gregor.failure.GregorException if what is stored contradicts itself, or the schemas; to be closed then
     */
    public void start(@Nullable String applicationServer, OtherInstances others) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("A node is started once; configure another one");
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(domain.loader());
        try {
            phase = "Kafka starts";
            Kafka cluster = Kafka.open(settings, data, closing, failure::complete);
            bootstrapServers.complete(cluster.servers());
            cluster.abortHangingTransactions();
            awaitClocks(cluster);
            Watch clock = closing.add(ClockSetBack.watch(reason -> failure.complete(new TransientException(reason))));
            phase = "The write side, the event log and the projections start";
            node = Node.start(
                    new NodeInputs(settings, data, domain, cluster, clock, meters, applicationServer, others), closing);
        } finally {
            thread.setContextClassLoader(before);
            startEnded.countDown();
        }
    }

    /** Nothing is written with a clock that is far from the brokers'; the broker in this process has the same. */
    private void awaitClocks(Kafka cluster) {
        boolean told = false;
        Optional<String> far = cluster.clockDifference(closing::check);
        while (far.isPresent()) {
            phase = far.get() + ", the start waits for that";
            if (!told) {
                LOG.warn(phase);
                told = true;
            }
            LockSupport.parkNanos(CLOCK_CHECK.toNanos());
            closing.check();
            far = cluster.clockDifference(closing::check);
        }
    }

    /**
     * Returns when a node that was started is ready, and has compared some states with their events.
     *
     * @param waits takes the {@linkplain #obstacle() obstacle}, each 15 seconds
     */
    public void awaitReady(Consumer<String> waits) {
        long toldAt = System.nanoTime();
        Optional<String> obstacle = obstacle();
        while (obstacle.isPresent()) {
            closing.check();
            LockSupport.parkNanos(READY_CHECK.toNanos());
            if (System.nanoTime() - toldAt > LONG_START.toNanos()) {
                waits.accept(obstacle.get());
                running().inputs().kafka().abortHangingTransactions();
                toldAt = System.nanoTime();
            }
            obstacle = obstacle();
        }
        running().compareStates();
    }

    /** Sends commands; as the other accessors, once the node has been started. */
    public Commands commands() {
        return new Commands(domain, running().components().commands());
    }

    /** Asks read models. */
    public Queries queries() {
        return new Queries(domain, queryGateway(running().inputs().others()));
    }

    /**
     * Asks read models by their names.
     *
     * @param elsewhere asks other instances
     */
    public QueryGateway queryGateway(RemotePartitions elsewhere) {
        Components components = running().components();
        return QueryGateway.over(components.projections(), components.rowsHere(), elsewhere);
    }

    /** Reads events and what they made of aggregates. */
    public Events events() {
        return new Events(domain, running().components(), settings.queryTimeout());
    }

    /** Pauses, resumes, resets and cleans up read models, in all instances. */
    public ProjectionControl projectionControl() {
        return running().components().projections().control();
    }

    /** What runs here, for a server in front of it. */
    public Components components() {
        return running().components();
    }

    private Node running() {
        Node running = node;
        if (running == null) {
            throw new IllegalStateException(
                    "The application '%s' has not been started: %s".formatted(settings.app(), phase));
        }
        return running;
    }

    /** Why it is not ready, such as which partition is being restored and how far that is; empty if it is. */
    public Optional<String> obstacle() {
        Node running = node;
        return running == null || stopping ? Optional.of(phase) : running.obstacle();
    }

    /** What somebody should look at although the node may be ready, a sentence each. */
    public List<String> warnings() {
        Node running = node;
        return running == null ? List.of() : running.warnings();
    }

    /** The settings. */
    public Settings settings() {
        return settings;
    }

    /** The aggregates that it runs. */
    public List<AggregateDefinition<?>> aggregates() {
        return domain.aggregates();
    }

    /** The read models that it runs. */
    public Collection<ProjectionDefinition<?>> projections() {
        return domain.projectionDefinitions();
    }

    /** Where the classes of aggregates and read models are from. */
    public ClassLoader domainLoader() {
        return domain.loader();
    }

    /** The id of this instance: the same after a restart in its data folder, and of no other one. */
    public String instanceId() {
        return data.instanceId();
    }

    /** What Kafka clients connect to, once that is known. */
    public CompletionStage<String> bootstrapServers() {
        return bootstrapServers.minimalCompletionStage();
    }

    /**
     * Completes with the reason if the node cannot work any more: the broker of its own stopped working, or the clock of the machine was
     * set back by more than a minute. It is to be closed then; another process, or another node in this one, works again.
     */
    public CompletionStage<Exception> failure() {
        return failure.minimalCompletionStage();
    }

    /** Lets a start that goes on in another thread end soon, with an exception, and reports not ready from now on. */
    public void beginClose() {
        phase = "The application stops";
        stopping = true;
        closing.refuseMore();
    }

    /**
     * Stops everything within about 20 seconds, also while it starts; other instances take over at once. Commands without an
     * outcome end as unknown. Idempotent.
     */
    @Override
    public void close() {
        beginClose();
        awaitEndOfStart();
        closing.close();
    }

    private void awaitEndOfStart() {
        try {
            if (started.get() && !startEnded.await(START_END_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("The start did not end within {} s", START_END_WAIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
