package dev.gregor.app.http;

import dev.gregor.app.http.access.Access;
import dev.gregor.app.http.access.CallerRate;
import dev.gregor.app.http.access.Guard;
import dev.gregor.app.http.access.HttpAccess;
import dev.gregor.app.http.aggregate.AggregateEndpoints;
import dev.gregor.app.http.aggregate.CommandEndpoint;
import dev.gregor.app.http.aggregate.IdEndpoints;
import dev.gregor.app.http.aggregate.PositionedRead;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.batch.BatchEndpoint;
import dev.gregor.app.http.exchange.Body;
import dev.gregor.app.http.exchange.Query;
import dev.gregor.app.http.exchange.WaitingRequests;
import dev.gregor.app.http.instance.IdExchange;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.app.http.instance.RebalanceRetry;
import dev.gregor.app.http.instance.RowExchange;
import dev.gregor.app.http.letter.LetterEndpoints;
import dev.gregor.app.http.letter.TopicLetterEndpoints;
import dev.gregor.app.http.openapi.DocsEndpoints;
import dev.gregor.app.http.openapi.RootEndpoint;
import dev.gregor.app.http.privacy.PrivacyEndpoints;
import dev.gregor.app.http.projection.ControlEndpoints;
import dev.gregor.app.http.projection.ParkedEndpoints;
import dev.gregor.app.http.projection.ProjectionEndpoints;
import dev.gregor.app.http.projection.StatusEndpoint;
import dev.gregor.app.http.stream.EventStreams;
import dev.gregor.app.http.stream.RowStreams;
import dev.gregor.app.http.topic.OutboxEndpoints;
import dev.gregor.app.http.topic.ScheduleEndpoints;
import dev.gregor.app.http.topic.TopicEndpoint;
import dev.gregor.live.DaemonThreads;
import dev.gregor.node.settings.HttpSettings;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** What answers requests, whichever server takes them. */
final class Router implements AutoCloseable {

    private static final int REPLY_THREADS = 4;
    private static final int KAFKA_THREADS = 4;
    private static final int DRY_RUN_THREADS = 2;

    /** How long a stop waits for answers that come by themselves. */
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(2);

    private final Javalin javalin;
    private final ExecutorService executor;

    /** For what waits for brokers or a database, so that nothing else does. */
    private final ExecutorService kafkaReads;

    /** For handlers, which may hang. */
    private final ExecutorService dryRuns;

    private final EventStreams streams;
    private final WaitingRequests waiting = new WaitingRequests(ANSWER_WAIT);
    private final RebalanceRetry retry;
    private final RowStreams rowStreams;
    private final BatchEndpoint batches;
    private final CallerRate rate;

    /**
     * Binds all endpoints.
     *
     * @param threads for batches
     * @param server configures the server, if it is Javalin's own
     */
    Router(HttpSettings settings, Api api, HttpAccess access, Executor threads, Consumer<JavalinConfig> server) {
        this.rate = new CallerRate(settings.protection().callerRate(), System::nanoTime);
        this.executor = Executors.newFixedThreadPool(REPLY_THREADS, DaemonThreads.named("gregor-http-reply"));
        this.dryRuns = Executors.newFixedThreadPool(DRY_RUN_THREADS, DaemonThreads.named("gregor-http-dry-run"));
        this.kafkaReads = Executors.newFixedThreadPool(KAFKA_THREADS, DaemonThreads.named("gregor-http-kafka"));
        this.streams = new EventStreams(
                api, waiting, settings.maxStreams(), settings.protection().callerStreams());
        this.retry = new RebalanceRetry(settings.queryTimeout(), executor);
        this.rowStreams = new RowStreams(api, retry, waiting, settings);
        this.batches = new BatchEndpoint(api, settings, threads, waiting, rate);
        this.javalin = Javalin.create(config -> {
            configure(config, settings, api, access);
            server.accept(config);
        });
    }

    private void configure(JavalinConfig config, HttpSettings settings, Api api, HttpAccess access) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.generateEtags = false;
        config.router.ignoreTrailingSlashes = true;
        config.router.javaLangErrorHandler(Faults::error);
        Faults.handle(config.routes, api);
        Guard bound = request -> {
            if (isCounted(request, access)) {
                rate.take(request);
            }
        };
        config.routes.beforeMatched(access.guard().then(bound)::check);
        bind(new Routes(config.routes, waiting), settings, api, access.asksForCallers());
    }

    /** What a caller asks of one instance counts there, and not at those which that asks, if they know it. Probes do not count. */
    private static boolean isCounted(Context request, HttpAccess access) {
        return !access.peers().hasSigned(request) && !request.routeRoles().contains(Access.HEALTH);
    }

    private void bind(Routes routes, HttpSettings settings, Api api, boolean asksForCallers) {
        bindAggregates(routes, settings, api);
        bindProjections(routes, api);
        Body body = new Body(settings.maxBodyBytes());
        bindLetters(routes, api, body);
        bindTopicLetters(routes, api);
        bindSchedules(routes, new ScheduleEndpoints(api, body, kafkaReads));
        bindOutbox(routes, new OutboxEndpoints(api, kafkaReads));
        bindPrivacy(routes, new PrivacyEndpoints(api, body, kafkaReads));
        routes.post("/api/topics/{topic}", Access.TOPIC, Query.NONE, new TopicEndpoint(api, body, kafkaReads));
        HealthEndpoints health = new HealthEndpoints(api);
        DocsEndpoints docs = new DocsEndpoints(api, asksForCallers);
        routes.stream("/api/events", Access.EVENTS, Query.LIVE_EVENTS, streams::streamAll).stream(
                        "/api/events/{type}", Access.EVENTS, Query.LIVE_EVENTS, streams::stream)
                .getAnyway("/", Access.DOCS, Query.NONE, new RootEndpoint(api))
                .getAnyway("/health/live", Access.HEALTH, Query.NONE, health::live)
                .getAnyway("/health/ready", Access.HEALTH, Query.NONE, health::ready)
                .getAnyway(Peers.ID_PATH, Access.INSTANCE, Query.NONE, health::instance)
                .getAnyway("/metrics", Access.METRICS, Query.METRICS, health::metrics)
                .getAnyway("/openapi.json", Access.DOCS, Query.NONE, docs::description)
                .getAnyway("/asyncapi.json", Access.DOCS, Query.NONE, docs::messages)
                .getAnyway("/docs", Access.DOCS, Query.NONE, docs::page)
                .getAnyway("/docs/{file}", Access.DOCS, Query.NONE, docs::file);
    }

    private void bindAggregates(Routes routes, HttpSettings settings, Api api) {
        Body body = new Body(settings.maxBodyBytes());
        PositionedRead wait = new PositionedRead(api, settings.queryTimeout(), executor);
        AggregateEndpoints aggregates = new AggregateEndpoints(api, wait);
        IdEndpoints ids = new IdEndpoints(api, settings.queryTimeout());
        routes.post(
                        "/api/aggregates/{type}/{id}/commands/{action}",
                        Access.COMMANDS,
                        Query.NONE,
                        new CommandEndpoint(api, body, executor, waiting))
                .postStream("/api/commands", Access.COMMANDS, Query.NONE, batches)
                .get("/api/aggregates/{type}", Access.AGGREGATES, Query.IDS, retry.with(ids::page))
                .get(IdExchange.PATH, Access.INSTANCE, Query.PARTITION_ROWS, ids::partition)
                .get("/api/aggregates/{type}/{id}", Access.AGGREGATE, Query.STATE, retry.with(aggregates::state))
                .get(
                        "/api/aggregates/{type}/{id}/events",
                        Access.AGGREGATE,
                        Query.EVENTS,
                        retry.with(aggregates::events));
    }

    private void bindProjections(Routes routes, Api api) {
        ProjectionEndpoints projections = new ProjectionEndpoints(api, executor);
        ParkedEndpoints parked = new ParkedEndpoints(api);
        ControlEndpoints control = new ControlEndpoints(api);
        routes
                .get("/api/projections", Access.READ_MODELS, Query.NONE, new StatusEndpoint(api))
                .post("/api/projections/{name}/pause", Access.ADMINISTRATION, Query.CONTROL, control::pause)
                .post("/api/projections/{name}/resume", Access.ADMINISTRATION, Query.CONTROL, control::resume)
                .post("/api/projections/{name}/reset", Access.ADMINISTRATION, Query.RESET, control::reset)
                .post("/api/projections/{name}/clean-up", Access.ADMINISTRATION, Query.CONTROL, control::cleanUp)
                .get("/api/projections/{name}", Access.ROWS, Query.ROWS, retry.with(projections::page))
                .get("/api/projections/{name}/parked", Access.ADMINISTRATION, Query.PARKED, parked::list)
                .post(
                        "/api/projections/{name}/parked/{key}/retry",
                        Access.ADMINISTRATION,
                        Query.PARKED_KEY,
                        parked::retry)
                .delete("/api/projections/{name}/parked/{key}", Access.ADMINISTRATION, Query.DISCARD, parked::discard)
                .getOrStream(
                        "/api/projections/{name}/{key}",
                        Access.ROW,
                        Query.ROW,
                        retry.with(projections::row),
                        rowStreams::row)
                .get(RowExchange.PATH, Access.INSTANCE, Query.PARTITION_ROWS, projections::partition)
                .get(RowExchange.COUNT_PATH, Access.INSTANCE, Query.PARTITION_ROWS, projections::count)
                .stream(RowExchange.LIVE_PATH, Access.INSTANCE, Query.PARTITION_ROWS, rowStreams::partition);
    }

    private void bindTopicLetters(Routes routes, Api api) {
        TopicLetterEndpoints letters = new TopicLetterEndpoints(api, kafkaReads);
        String topic = "/api/dead-letters/topics/{topic}";
        String letter = topic + "/{partition}/{offset}";
        routes.getOrDelete(
                        topic,
                        Access.ADMINISTRATION,
                        Query.TOPIC_LETTERS,
                        letters::list,
                        Query.DISCARD_TOPIC_LETTERS,
                        letters::discardAll)
                .post(topic + "/redrive", Access.ADMINISTRATION, Query.REDRIVE, letters::redriveAll)
                .getOrDelete(
                        letter,
                        Access.ADMINISTRATION,
                        Query.NONE,
                        letters::show,
                        Query.DISCARD_LETTER,
                        letters::discard)
                .post(letter + "/redrive", Access.ADMINISTRATION, Query.RETRY_LETTER, letters::redrive);
    }

    private void bindLetters(Routes routes, Api api, Body body) {
        LetterEndpoints letters = new LetterEndpoints(api, body, kafkaReads, dryRuns);
        routes.getOrDelete(
                        "/api/dead-letters",
                        Access.ADMINISTRATION,
                        Query.LETTERS,
                        letters::list,
                        Query.DISCARD_LETTERS,
                        letters::discardAll)
                .get("/api/dead-letters/groups", Access.ADMINISTRATION, Query.NONE, letters::groups)
                .get("/api/dead-letters/requests", Access.ADMINISTRATION, Query.NONE, letters::requests)
                .get("/api/dead-letters/requests/{request}", Access.ADMINISTRATION, Query.NONE, letters::progress)
                .get("/api/dead-letters/audit", Access.ADMINISTRATION, Query.LETTER_AUDIT, letters::audit)
                .post("/api/dead-letters/dry-run", Access.ADMINISTRATION, Query.DRY_RUNS, letters::dryRuns)
                .post("/api/dead-letters/retry", Access.ADMINISTRATION, Query.RETRY_LETTERS, letters::retryAll)
                .getOrDelete(
                        "/api/dead-letters/{letter}",
                        Access.ADMINISTRATION,
                        Query.NONE,
                        letters::show,
                        Query.DISCARD_LETTER,
                        letters::discard)
                .post("/api/dead-letters/{letter}/edit", Access.ADMINISTRATION, Query.EDIT_LETTER, letters::edit)
                .post("/api/dead-letters/{letter}/dry-run", Access.ADMINISTRATION, Query.RETRY_LETTER, letters::dryRun)
                .post("/api/dead-letters/{letter}/retry", Access.ADMINISTRATION, Query.RETRY_LETTER, letters::retry);
    }

    private static void bindSchedules(Routes routes, ScheduleEndpoints schedules) {
        routes.get("/api/schedules", Access.ADMINISTRATION, Query.SCHEDULES, schedules::list)
                .getOrPutOrDelete(
                        "/api/schedules/{schedule}",
                        Access.ADMINISTRATION,
                        schedules::show,
                        schedules::put,
                        schedules::cancel);
    }

    private static void bindOutbox(Routes routes, OutboxEndpoints outbox) {
        routes.get("/api/outbox", Access.ADMINISTRATION, Query.NONE, outbox::status)
                .post("/api/outbox/republish", Access.ADMINISTRATION, Query.REPUBLISH, outbox::republish)
                .post("/api/outbox/clean-up", Access.ADMINISTRATION, Query.CLEAN_UP_OUTBOX, outbox::cleanUp);
    }

    private static void bindPrivacy(Routes routes, PrivacyEndpoints privacy) {
        routes.post("/api/privacy/forget", Access.ADMINISTRATION, Query.NONE, privacy::forget)
                .get("/api/privacy/forgotten", Access.ADMINISTRATION, Query.FORGOTTEN, privacy::forgotten)
                .get("/api/privacy/subjects/{subject}", Access.ADMINISTRATION, Query.NONE, privacy::subject)
                .getOrPost(
                        "/api/privacy/rotation", Access.ADMINISTRATION, Query.NONE, privacy::rotation, privacy::rotate);
    }

    /** Each method and path that is answered, and what it gives access to. */
    List<Endpoint> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .toList();
    }

    Javalin javalin() {
        return javalin;
    }

    /** Answers the requests under way within some seconds, and ends streams. Idempotent. */
    void stop() {
        batches.stop();
        waiting.close();
        batches.close();
        rowStreams.close();
        streams.close();
    }

    @Override
    public void close() {
        executor.shutdown();
        kafkaReads.shutdown();
        dryRuns.shutdownNow();
    }
}
