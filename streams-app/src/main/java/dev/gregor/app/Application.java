package dev.gregor.app;

import dev.gregor.app.config.Settings;
import dev.gregor.app.http.Api;
import dev.gregor.app.http.Backend;
import dev.gregor.app.http.HttpServer;
import dev.gregor.app.http.Readiness;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running application: started once, closed once, in the reverse order. */
final class Application implements Readiness, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final Duration START_END_WAIT = Duration.ofSeconds(20);
    private static final Duration LONG_START = Duration.ofSeconds(15);
    private static final Duration CLOCK_CHECK = Duration.ofSeconds(1);
    private static final Duration READY_CHECK = Duration.ofMillis(20);

    private final Settings settings;
    private final Announcement announcement;
    private final Closing closing = new Closing();
    private final Closing http = new Closing();
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile String instance = "";
    private volatile String phase = "The application starts";
    private volatile @Nullable Engine engine;
    private volatile @Nullable Backend backend;

    Application(Settings settings, Announcement announcement) {
        this.settings = settings;
        this.announcement = announcement;
    }

    /**
     * Starts everything and returns when it is ready.
     *
     * @throws Closing.OvertakenException if {@link #close()} is called meanwhile
     */
    void start() {
        try {
            announcement.starts(settings);
            DataDir data = closing.add(DataDir.open(settings.instance().dataDir()));
            instance = data.instanceId();
            Domain domain = Domain.find(settings.domain());
            Thread.currentThread().setContextClassLoader(domain.loader());
            PrometheusMeterRegistry meters = closing.add(Metrics.open()).registry();
            HttpServer server = serve(domain, meters);
            phase = "Kafka starts";
            Kafka kafka = Kafka.open(settings, data, closing);
            announcement.kafka(kafka);
            kafka.abortHangingTransactions();
            awaitClocks(kafka);
            phase = "The write side, the event log and the projections start";
            var materials = new Engine.Materials(settings, data, domain, kafka, meters, applicationServer(server));
            engine = Engine.start(materials, closing);
            awaitReady(engine, kafka);
            announcement.ready(server.url(), domain);
        } finally {
            startEnded.countDown();
        }
    }

    /** Nothing is written with a clock that is far from the brokers'; the broker in this process has the same. */
    private void awaitClocks(Kafka kafka) {
        boolean told = false;
        Optional<String> far = kafka.clockDifference(closing::check);
        while (far.isPresent()) {
            phase = far.get() + ", the start waits for that";
            if (!told) {
                LOG.warn(phase);
                told = true;
            }
            LockSupport.parkNanos(CLOCK_CHECK.toNanos());
            closing.check();
            far = kafka.clockDifference(closing::check);
        }
    }

    private HttpServer serve(Domain domain, PrometheusMeterRegistry meters) {
        Api api = Api.of(Version.text(), domain.aggregates(), domain.projectionDefinitions(), this, meters::scrape);
        HttpServer server = http.add(HttpServer.start(settings.http(), api));
        announcement.serves(server.url());
        return server;
    }

    /** Where other instances reach this one: as was said, else where it listens. They may also use a broker in this process. */
    private @Nullable String applicationServer(HttpServer server) {
        String said = settings.instance().applicationServer();
        if (said != null) {
            return said;
        }
        if (server.address().isEmpty() && settings.cluster().bootstrapServers() != null) {
            LOG.warn(
                    "Other instances cannot reach this one, which matters if there are any: give --application-server");
        }
        return server.address().orElse(null);
    }

    private void awaitReady(Engine started, Kafka kafka) {
        long lookedAt = System.nanoTime();
        while (started.obstacle().isPresent()) {
            closing.check();
            LockSupport.parkNanos(READY_CHECK.toNanos());
            if (System.nanoTime() - lookedAt > LONG_START.toNanos()) {
                started.obstacle().ifPresent(announcement::waits);
                kafka.abortHangingTransactions();
                lookedAt = System.nanoTime();
            }
        }
        backend = started.backend();
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public Optional<String> obstacle() {
        Engine started = engine;
        return started == null || stopping ? Optional.of(phase) : started.obstacle();
    }

    @Override
    public List<String> warnings() {
        Engine started = engine;
        return started == null ? List.of() : started.warnings();
    }

    @Override
    public Optional<Backend> backend() {
        return Optional.ofNullable(backend);
    }

    /** Whether {@link #close()} was called; a start that fails then has not failed but was overtaken. */
    boolean isStopping() {
        return stopping;
    }

    /** Stops everything within some seconds, also while it starts. Idempotent. */
    @Override
    public void close() {
        phase = "The application stops";
        stopping = true;
        announcement.stops();
        closing.refuseMore();
        Logging.stopping();
        http.close();
        awaitEndOfStart();
        closing.close();
    }

    private void awaitEndOfStart() {
        try {
            if (!startEnded.await(START_END_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("The start did not end within {} s", START_END_WAIT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
