package dev.gregor.node;

import dev.gregor.aggregate.AggregateDefinition;
import dev.gregor.api.Commands;
import dev.gregor.api.Events;
import dev.gregor.api.Queries;
import dev.gregor.event.log.LiveEvents;
import dev.gregor.failure.TransientException;
import dev.gregor.live.ThreadSubscriptions;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.messaging.envelope.MessagingSettings;
import dev.gregor.messaging.flow.Flow;
import dev.gregor.messaging.flow.RunningFlow;
import dev.gregor.messaging.letter.DeadLetters;
import dev.gregor.messaging.publish.Publisher;
import dev.gregor.messaging.schedule.Schedules;
import dev.gregor.messaging.subscribe.Subscriber;
import dev.gregor.messaging.subscribe.Subscription;
import dev.gregor.node.access.Components;
import dev.gregor.node.access.OtherInstances;
import dev.gregor.node.access.PublishedStates;
import dev.gregor.node.closing.Closing;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.watch.ClockSetBack;
import dev.gregor.node.watch.Watch;
import dev.gregor.privacy.Privacy;
import dev.gregor.projection.ProjectionDefinition;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.gateway.RemotePartitions;
import dev.gregor.projection.run.ProjectionControl;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * A node: one instance of an application in this process. It handles commands, stores events and builds read models, as the runnable
 * JAR does, without HTTP.
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
 * <p>Nodes with the same {@link GregorBuilder#app app} on one cluster share the work. One process may run several nodes, each with its own
 * app and {@link GregorBuilder#dataDir data folder}. Close each node; what was accepted survives also without that.
 *
 * <p>Thread-safe. A node starts once and cannot be started again after {@link #close()}; configure another one.
 */
public final class Gregor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gregor.class);
    private static final Duration START_END_WAIT = Duration.ofSeconds(20);
    private static final Duration LONG_START = Duration.ofSeconds(15);
    private static final Duration READY_CHECK = Duration.ofMillis(20);

    private final Settings settings;
    private final Domain domain;
    private final Given given;
    private final Messages messages;
    private final DataDir data;
    private final Closing closing = new Closing();
    private final ThreadSubscriptions subscriptions = new ThreadSubscriptions("gregor-live-events");
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private final CompletableFuture<Exception> failure = new CompletableFuture<>();
    private final CompletableFuture<String> bootstrapServers = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile String phase = "The application starts";
    private volatile boolean stopping;
    private volatile @Nullable Node node;

    Gregor(Settings settings, Domain domain, Given given, MessageTypes types) {
        this.settings = settings;
        this.domain = domain;
        this.given = given;
        this.messages = domain.messages().with(types);
        this.data = closing.add(DataDir.open(settings.instance().dataDir()));
    }

    /** Begins the configuration of a node with the default settings; without {@code bootstrapServers} a broker runs in the process. */
    public static GregorBuilder configure() {
        return new GregorBuilder();
    }

    /**
     * Begins the configuration of a node with settings by their names, such as {@code gregor.app}. An unknown name or an impossible
     * value is reported by {@link GregorBuilder#create()} or {@link GregorBuilder#start()}.
     *
     * @param properties settings of docs/configuration.md
     */
    public static GregorBuilder configure(Properties properties) {
        GregorBuilder builder = new GregorBuilder();
        properties.forEach((name, value) -> builder.set(name.toString(), value.toString()));
        return builder;
    }

    /** Begins the configuration of a node with settings that were read before. */
    public static GregorBuilder configure(Settings settings) {
        return new GregorBuilder(settings);
    }

    /** Starts the node without access to the rows of other instances; see {@link #start(String, OtherInstances)}. */
    public void start() {
        start(settings.instance().applicationServer(), OtherInstances.none());
    }

    /**
     * Starts the node. When this returns, the node runs but may still restore its stores; {@link #awaitReady} waits for that. Close the
     * node after an exception: a part of it may run.
     *
     * @param applicationServer {@code host:port} at which other instances reach this one; null if they cannot
     * @param others reads rows of other instances
     * @throws StartException if it cannot start; the message has the reason and the cure
     * @throws dev.gregor.broker.BrokerException if the broker in this process cannot start
     * @throws dev.gregor.failure.GregorException if stored data or schemas do not fit the aggregates and read models
     * @throws IllegalStateException if it was started before
     */
    public void start(@Nullable String applicationServer, OtherInstances others) {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("A node is started once; configure another one");
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(domain.loader());
        try {
            check();
            phase = "Kafka starts";
            Kafka cluster = Kafka.open(settings, data, closing, failure::complete);
            bootstrapServers.complete(cluster.servers());
            cluster.abortHangingTransactions();
            new ClockWait(cluster, this::check, waits -> phase = waits).await();
            Watch clock = closing.add(ClockSetBack.watch(reason -> failure.complete(new TransientException(reason))));
            phase = "The write side, the event log and the projections start";
            node = Node.start(
                    new NodeInputs(settings, data, domain, cluster, clock, given, messages, applicationServer, others),
                    closing);
            closing.add(subscriptions);
            messages.subscribers().forEach(this::subscribe);
            messages.flows().forEach(this::run);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException told ? told : e;
        } finally {
            thread.setContextClassLoader(before);
            startEnded.countDown();
        }
    }

    /**
     * Waits until a node that was started is ready and has compared some states with their events, for as long as that takes.
     *
     * @param waits is called every 15 seconds with the {@linkplain #obstacle() reason} why it is not ready
     * @throws StartException if the start has failed, the broker in this process or the clock stops the node, or it is interrupted
     */
    public void awaitReady(Consumer<String> waits) {
        long toldAt = System.nanoTime();
        Optional<String> obstacle = obstacle();
        while (obstacle.isPresent()) {
            check();
            LockSupport.parkNanos(READY_CHECK.toNanos());
            if (System.nanoTime() - toldAt > LONG_START.toNanos()) {
                waits.accept(obstacle.get());
                Optional.ofNullable(node)
                        .ifPresent(running -> running.inputs().kafka().abortHangingTransactions());
                toldAt = System.nanoTime();
            }
            obstacle = obstacle();
        }
        running().compareStates();
    }

    /** Ends a wait for what will not come. */
    private void check() {
        closing.check();
        if (failure.isDone()) {
            throw new StartException(
                    "The node stopped working: " + failure.join().getMessage(), failure.join());
        }
        if (startEnded.getCount() == 0 && node == null) {
            throw new StartException("The start of the node has failed; close it and configure another one", null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new StartException("Interrupted while the node starts", null);
        }
    }

    /**
     * Returns access to the aggregates, to send commands.
     *
     * @throws IllegalStateException if the node was not started; the same holds for {@link #queries()} and {@link #events()}
     */
    public Commands commands() {
        return new NodeCommands(domain, running().components().commands());
    }

    /** Returns access to the read models. */
    public Queries queries() {
        return new NodeQueries(domain, queryGateway());
    }

    /** Returns access to the read models by their names. */
    public QueryGateway queryGateway() {
        return queryGateway(running().inputs().others());
    }

    /**
     * Returns access to the read models by their names, for a server in front of the node.
     *
     * @param elsewhere reads rows of other instances
     */
    public QueryGateway queryGateway(RemotePartitions elsewhere) {
        return running().components().readModels().queries(elsewhere);
    }

    /** Returns access to the recorded events, and to states of aggregates. */
    public Events events() {
        Node running = running();
        return new NodeEvents(
                domain, running.components(), running.inputs().others(), settings.queryTimeout(), subscriptions);
    }

    /** Returns what publishes states of aggregates again, of those whose events are in this instance. */
    public PublishedStates publishedStates() {
        return new PublishedStates(
                components().log(), components().commands(), settings.write().stateTopics());
    }

    /** Returns the events as they happen, in all instances. */
    public LiveEvents liveEvents() {
        return running().components().live();
    }

    /** Returns the control of read models: pause, resume, reset and clean up, in all instances. */
    public ProjectionControl projectionControl() {
        return running().components().readModels().control();
    }

    /** Returns what publishes {@link GregorBuilder#publishes messages}; throws an {@link IllegalStateException} before the start, as what follows. */
    public Publisher publisher() {
        return running().messaging().publisher();
    }

    /**
     * Subscribes to topics, those of aggregates' events included. The subscription ends with the node, or when it is closed;
     * what keeps it from handling events is among the {@link #warnings()}.
     */
    public Subscription subscribe(Subscriber subscriber) {
        return running().messaging().subscribe(subscriber);
    }

    /**
     * Runs a flow of messages, whose topics have to be there; throws a {@link dev.gregor.failure.PermanentException} if one is not. It ends with
     * the node, or when it is closed; what keeps it from its work is among the {@link #warnings()}.
     */
    public RunningFlow run(Flow flow) {
        return running().messaging().run(flow);
    }

    /**
     * Returns what delivers messages at a time, after a delay, or again and again. The first call starts that, within some seconds in which the
     * node is not ready; from then on it starts with each node of the application. It ends with the node.
     */
    public Schedules schedules() {
        return running().messaging().schedules();
    }

    /** Returns the dead letters of the subscriptions of the application. It ends with the node. */
    public DeadLetters deadLetters() {
        return running().messaging().deadLetters();
    }

    /** Returns what forgets the subjects of personal fields; throws an {@link IllegalStateException} if there is no store for their keys. */
    public Privacy privacy() {
        return components().sealedFields().orElseThrow(Seals::missing).privacy();
    }

    /** Returns the settings by which messages are published and subscribed to, for what is not a part of the node, such as {@code gregor-sql}. */
    public MessagingSettings messaging() {
        return running().messaging().settings();
    }

    /** What runs here, for a server in front of it. */
    public Components components() {
        return running().components();
    }

    private Node running() {
        return Optional.ofNullable(node)
                .orElseThrow(() -> new IllegalStateException(
                        "The application '%s' has not been started: %s".formatted(settings.app(), phase)));
    }

    /**
     * Returns why the node is not ready, in one sentence, such as which partition is restored and how far that is; empty if it is
     * ready. A node may become not ready and ready again at any time.
     */
    public Optional<String> obstacle() {
        if (failure.isDone()) {
            return Optional.of("The node stopped working: " + failure.join().getMessage());
        }
        return node == null || stopping ? Optional.of(phase) : running().obstacle();
    }

    /** Returns problems that need attention although the node may be ready, in one sentence each. */
    public List<String> warnings() {
        return node == null ? List.of() : running().warnings();
    }

    /** Returns the settings. */
    public Settings settings() {
        return settings;
    }

    /** Returns the definitions of the aggregates that the node runs. */
    public List<AggregateDefinition<?>> aggregates() {
        return domain.aggregates();
    }

    /** Returns the definitions of the read models that the node runs. */
    public Collection<ProjectionDefinition<?>> projections() {
        return domain.projectionDefinitions();
    }

    /** Returns what it publishes and subscribes to besides events of aggregates. */
    public Messages messages() {
        return domain.messages();
    }

    /** Returns the class loader of the aggregates and read models. */
    public ClassLoader domainLoader() {
        return domain.loader();
    }

    /** Returns the id of this instance. No other instance has it, and it stays the same after a restart with the same data folder. */
    public String instanceId() {
        return data.instanceId();
    }

    /** Returns the {@code bootstrap.servers} of the cluster, or of the broker in the process, once they are known. */
    public CompletionStage<String> bootstrapServers() {
        return bootstrapServers.minimalCompletionStage();
    }

    /**
     * Returns a stage that completes with the reason if the node cannot go on: the broker in the process has failed, or the clock of the
     * machine was set back by more than a minute. Close the node then, and start another one, in this process or in a new one.
     */
    public CompletionStage<Exception> failure() {
        return failure.minimalCompletionStage();
    }

    /** Begins to close the node: reports not ready from now on, and ends a start in another thread with an exception. */
    public void beginClose() {
        phase = "The application stops";
        stopping = true;
        closing.refuseMore();
    }

    /**
     * Stops the node, within about 20 seconds, also while it starts. Other instances take over at once. Commands that still wait end as
     * {@link dev.gregor.command.CommandOutcome.Unknown}. Has no effect when called again.
     */
    @Override
    public void close() {
        beginClose();
        awaitEndOfStart();
        Optional.ofNullable(node).ifPresent(running -> running.messaging().unsubscribe());
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
