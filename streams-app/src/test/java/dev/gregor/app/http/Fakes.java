package dev.gregor.app.http;

import dev.gregor.aggregate.AggregateState;
import dev.gregor.app.http.access.HttpAccess;
import dev.gregor.app.http.access.PeerAccess;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.api.Readiness;
import dev.gregor.app.http.asyncapi.Channels;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.avro.AvroCodec;
import dev.gregor.avro.catalog.SchemaCatalog;
import dev.gregor.command.Command;
import dev.gregor.command.CommandOutcome;
import dev.gregor.event.EventCatalog;
import dev.gregor.event.UnreadableEventException;
import dev.gregor.event.log.EventReader;
import dev.gregor.event.log.EventStore;
import dev.gregor.event.log.LiveEvents;
import dev.gregor.message.Event;
import dev.gregor.message.EventMetadata;
import dev.gregor.message.MessageType;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.node.access.AcknowledgedPositions;
import dev.gregor.node.access.Components;
import dev.gregor.node.access.ReadModels;
import dev.gregor.node.access.SubjectOperations;
import dev.gregor.node.settings.HttpProtection;
import dev.gregor.node.settings.HttpSettings;
import dev.gregor.position.Position;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.build.BuildPlan;
import dev.gregor.projection.build.Builds;
import dev.gregor.projection.gateway.BuildStatus;
import dev.gregor.projection.gateway.EncodedRow;
import dev.gregor.projection.gateway.PartitionQuery;
import dev.gregor.projection.gateway.PartitionReader;
import dev.gregor.projection.gateway.ProjectionStatus;
import dev.gregor.projection.gateway.QueryGateway;
import dev.gregor.projection.gateway.RemotePartitions;
import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.query.QueryAnswer;
import dev.gregor.projection.query.Row;
import dev.gregor.projection.query.RowPage;
import dev.gregor.projection.query.RowRange;
import dev.gregor.projection.run.ControlAnswer;
import dev.gregor.projection.run.ProjectionControl;
import dev.gregor.streams.health.Obstacle;
import dev.gregor.topic.Topics;
import dev.gregor.user.User;
import dev.gregor.user.UserById;
import dev.gregor.user.UserRegistered;
import dev.gregor.user.UserRow;
import dev.gregor.user.UserState;
import dev.gregor.user.UserStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** An HTTP server over fakes: a gateway with one answer, and user 42 with three events. */
public final class Fakes implements Readiness, EventStore, ReadModels, QueryGateway, ProjectionControl, AutoCloseable {

    static final Instant REGISTERED = Instant.parse("2026-01-31T10:00:00.123Z");
    static final int LIMIT = 1024;
    static final int MAX_BATCH = 1000;
    private static final int VERSIONS = 3;
    private static final MessageTypes TYPES = MessageTypes.none().with("user.registered.v1", UserRegistered.class);

    private static final HttpProtection UNPROTECTED = new HttpProtection(null, null, null, 1000, 0, 0);

    private final AcknowledgedPositions acknowledged = new AcknowledgedPositions();
    final FakeLog log = new FakeLog(this, acknowledged);
    final List<Command> sent = new CopyOnWriteArrayList<>();
    volatile CommandOutcome outcome = new CommandOutcome.Unavailable("no outcome was set");
    /** Whether nothing that is asked is ever answered, and how much waits for that. */
    volatile boolean silent;

    final AtomicInteger waiting = new AtomicInteger();
    volatile @Nullable String obstacle;
    volatile @Nullable Obstacle failing;
    final List<String> warnings = new ArrayList<>();
    volatile @Nullable Position asked;
    final List<Position> askedFor = new CopyOnWriteArrayList<>();
    volatile @Nullable RowRange range;
    final Map<String, ParkedEvents> parked = new ConcurrentHashMap<>();
    final FakeMessaging messaging = new FakeMessaging();
    volatile Optional<SubjectOperations> sealedFields = Optional.empty();
    final Map<String, String> unserved = new ConcurrentHashMap<>();
    final SubmissionPublisher<Optional<Row>> live = new SubmissionPublisher<>();
    final SubmissionPublisher<List<EncodedRow>> liveRows = new SubmissionPublisher<>();
    volatile @Nullable String control;
    final HttpServer server;

    Fakes() {
        this(List.of());
    }

    Fakes(List<String> corsOrigins) {
        this(corsOrigins, UNPROTECTED, HttpAccess.OPEN);
    }

    Fakes(List<String> corsOrigins, HttpProtection protection, HttpAccess access) {
        HttpSettings settings = new HttpSettings(
                "127.0.0.1", 0, LIMIT, Duration.ofMillis(200), 2, 2, MAX_BATCH, corsOrigins, protection);
        Api api = Api.of(
                "1.2.3",
                List.of(new User().definition()),
                List.of(new UserById().definition()),
                new Channels("bank", Topics.unprefixed(), 4, false, Set.of("user"), TYPES, List.of()),
                this,
                all -> all ? "up 1\nmore 2\n" : "up 1\n");
        server = HttpServer.start(settings, api, access);
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.ofNullable(obstacle);
    }

    @Override
    public String instance() {
        return "one";
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public Optional<Backend> backend() {
        return obstacle != null
                ? Optional.empty()
                : Optional.of(new Backend(
                        new Components(acknowledged.noting(this::send), log, live(), this, messaging, sealedFields),
                        new Peers(null, Duration.ofMillis(200), PeerAccess.OPEN)));
    }

    @Override
    public QueryGateway queries(RemotePartitions others) {
        return this;
    }

    @Override
    public ProjectionControl control() {
        return this;
    }

    @Override
    public Optional<ParkedEvents> parked(String name, Optional<Integer> version) {
        return Optional.ofNullable(
                parked.get(name + version.map(each -> "/" + each).orElse("")));
    }

    @Override
    public Optional<String> unserved(String name) {
        return Optional.ofNullable(unserved.get(name));
    }

    private static LiveEvents live() {
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        return new LiveEvents(Map.of(), Topics.unprefixed(), EventCatalog.of(List.of()), codec);
    }

    @Override
    public PartitionReader rowsHere() {
        return new PartitionReader() {
            @Override
            public CompletableFuture<QueryAnswer<List<EncodedRow>>> rows(PartitionQuery query) {
                return new CompletableFuture<>();
            }

            @Override
            public CompletableFuture<QueryAnswer<Long>> count(PartitionQuery query) {
                return new CompletableFuture<>();
            }

            @Override
            public Flow.Publisher<List<EncodedRow>> live(PartitionQuery query) {
                return liveRows;
            }
        };
    }

    private CompletableFuture<CommandOutcome> send(Command command) {
        sent.add(command);
        return silent ? never() : CompletableFuture.completedFuture(outcome);
    }

    private <T> CompletableFuture<T> never() {
        waiting.incrementAndGet();
        return new CompletableFuture<>();
    }

    /** What reading an event throws whose type nobody knows. */
    private static UnreadableEventException unknown(EventMetadata event) {
        AvroCodec codec = AvroCodec.singleObject(SchemaCatalog.inMemory());
        try {
            new EventReader(EventCatalog.of(List.of()), codec).read("user.events", event, new byte[0]);
            throw new AssertionError("It was read");
        } catch (UnreadableEventException e) {
            return e;
        }
    }

    /** A registration that no stack is deep enough to show. */
    public static Event<?> unshowable(long version) {
        return new Event<UserRegistered>(event(version).metadata(), new UserRegistered("john", "john@example.com") {
            @Override
            public Object get(int field) {
                throw new StackOverflowError();
            }
        });
    }

    @Override
    public List<Event<?>> events(String aggregateType, String aggregateId, long from, int limit) {
        if (aggregateId.equals("newer")) {
            throw unknown(event(2).metadata());
        }
        if (aggregateId.equals("deep")) {
            return List.of(event(1), unshowable(2));
        }
        List<Event<?>> events = new ArrayList<>();
        if (aggregateId.equals("42")) {
            LongStream.range(from, Math.min(from + limit, VERSIONS + 1)).forEach(version -> events.add(event(version)));
        }
        return events;
    }

    @Override
    public long version(String aggregateType, String aggregateId) {
        return List.of("42", "newer", "deep").contains(aggregateId) ? VERSIONS : 0;
    }

    private static Event<UserRegistered> event(long version) {
        var type = MessageType.parse("user.registered.v1");
        var metadata = new EventMetadata(type, "42", version, REGISTERED, 3, version, "all", "because");
        return new Event<>(metadata, new UserRegistered("john", "john@example.com"));
    }

    @Override
    public Optional<AggregateState<?>> state(String aggregateType, String aggregateId) {
        if (aggregateId.equals("newer")) {
            throw unknown(event(2).metadata());
        }
        return stateAt(aggregateType, aggregateId, VERSIONS);
    }

    @Override
    public Optional<AggregateState<?>> stateAt(String aggregateType, String aggregateId, long version) {
        UserState state = new UserState("john", "john@example.com", UserStatus.ACTIVE, REGISTERED, null);
        return aggregateId.equals("42") && version <= VERSIONS
                ? Optional.of(new AggregateState<>(version, REGISTERED, state))
                : Optional.empty();
    }

    @Override
    public Optional<AggregateState<?>> stateAt(String aggregateType, String aggregateId, Instant time) {
        return time.isBefore(REGISTERED) ? Optional.empty() : stateAt(aggregateType, aggregateId, 1);
    }

    @Override
    public CompletableFuture<QueryAnswer<Row>> get(String projection, String key, @Nullable Position after) {
        asked = after;
        Optional.ofNullable(after).ifPresent(askedFor::add);
        if (silent) {
            return never();
        }
        return CompletableFuture.completedFuture(
                switch (key) {
                    case "42" -> new QueryAnswer.Found<>(row());
                    case "late" ->
                        new QueryAnswer.NotCaughtUp<>(
                                projection, new Position("user", 0, 9), Duration.ofSeconds(1), false);
                    case "moving" -> new QueryAnswer.Unavailable<>(projection, "its partitions move");
                    default ->
                        projection.equals("user-by-id")
                                ? new QueryAnswer.NoRow<>(projection, key)
                                : new QueryAnswer.UnknownProjection<>(projection, Set.of("user-by-id"));
                });
    }

    static Row row() {
        return new Row("42", new UserRow("john", "john@example.com", UserStatus.ACTIVE));
    }

    @Override
    public CompletableFuture<QueryAnswer<RowPage>> page(String projection, RowRange rows, @Nullable Position after) {
        range = rows;
        return CompletableFuture.completedFuture(new QueryAnswer.Found<>(new RowPage(List.of(row()), "NDI")));
    }

    @Override
    public CompletableFuture<QueryAnswer<Long>> count(String projection, RowRange rows, @Nullable Position after) {
        return CompletableFuture.completedFuture(new QueryAnswer.Found<>(1234L));
    }

    @Override
    public Flow.Publisher<Optional<Row>> live(String projection, String key) {
        return live;
    }

    @Override
    public List<ProjectionStatus> projections() {
        return List.of(
                new ProjectionStatus(
                        "user-by-id",
                        1,
                        ProjectionStatus.State.RUNNING,
                        1,
                        4,
                        3,
                        2,
                        new BuildStatus(BuildId.first(1), Build.Role.SERVING, null, true, 0),
                        null),
                new ProjectionStatus(
                        "user-by-id",
                        2,
                        ProjectionStatus.State.PAUSED,
                        75,
                        4,
                        25,
                        0,
                        new BuildStatus(new BuildId(2, 3), Build.Role.BUILDING, REGISTERED, false, 10),
                        failing));
    }

    private CompletableFuture<ControlAnswer> control(String what, String projection, @Nullable Integer version) {
        control = what + ' ' + projection + ' ' + version;
        if (silent) {
            return never();
        }
        if (!projection.equals("user-by-id")) {
            return CompletableFuture.completedFuture(
                    new ControlAnswer.UnknownProjection(projection, Set.of("user-by-id")));
        }
        return CompletableFuture.completedFuture(
                version != null && version == 9
                        ? new ControlAnswer.NoSuchVersion(9, Set.of(1))
                        : new ControlAnswer.Done(new Builds(List.of(new Build(
                                BuildId.first(1), new BuildPlan("f", 4, null), Build.Role.SERVING, true, Set.of())))));
    }

    @Override
    public CompletableFuture<ControlAnswer> pause(String projection, @Nullable Integer version) {
        return control("pause", projection, version);
    }

    @Override
    public CompletableFuture<ControlAnswer> resume(String projection, @Nullable Integer version) {
        return control("resume", projection, version);
    }

    @Override
    public CompletableFuture<ControlAnswer> reset(
            String projection, @Nullable Integer version, @Nullable Instant from) {
        return control("reset from " + from, projection, version);
    }

    @Override
    public CompletableFuture<ControlAnswer> cleanUp(String projection, @Nullable Integer version) {
        return control("clean up", projection, version);
    }

    @Override
    public void close() {
        server.close();
    }
}
