package dev.gregor.app;

import dev.gregor.app.http.HttpServer;
import dev.gregor.app.http.access.HttpAccess;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.api.Readiness;
import dev.gregor.app.http.api.Version;
import dev.gregor.app.http.asyncapi.Channels;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.app.http.security.SecuredHttp;
import dev.gregor.node.Gregor;
import dev.gregor.node.settings.HttpProtection;
import dev.gregor.node.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node with HTTP in front of it: started once, closed once. */
final class Application implements Readiness, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private final Settings settings;
    private final Announcement announcement;
    private final Metrics metrics = Metrics.open();
    private final AtomicReference<@Nullable HttpServer> http = new AtomicReference<>();
    private final AtomicReference<@Nullable Gregor> node = new AtomicReference<>();
    private volatile HttpAccess access = HttpAccess.OPEN;
    private volatile boolean stopping;
    private volatile @Nullable Backend backend;

    Application(Settings settings, Announcement announcement) {
        this.settings = settings;
        this.announcement = announcement;
    }

    /** Starts everything and returns when it is ready; fails if {@link #close()} is called meanwhile. */
    void start() {
        announcement.starts(settings);
        access = access(settings.http().protection());
        Gregor gregor = Gregor.configure(settings).meters(metrics.registry()).create();
        node.set(gregor);
        if (stopping) {
            gregor.close();
            return;
        }
        Thread.currentThread().setContextClassLoader(gregor.domainLoader());
        gregor.failure().thenAccept(this::end);
        boolean inProcess = settings.cluster().bootstrapServers() == null;
        gregor.bootstrapServers().thenAccept(servers -> announcement.kafka(servers, inProcess));
        HttpServer server = serve(gregor);
        String address = applicationServer(server);
        Peers peers = new Peers(address, settings.queryTimeout(), access.peers());
        gregor.start(address, peers);
        gregor.awaitReady(announcement::waits);
        backend = new Backend(gregor.components(), peers);
        announcement.ready(server.url(), gregor.aggregates());
    }

    /** What protects is loaded only if there is any. */
    private static HttpAccess access(HttpProtection protection) {
        return protection.rules() == null && protection.tls() == null ? HttpAccess.OPEN : SecuredHttp.of(protection);
    }

    private HttpServer serve(Gregor gregor) {
        Api api = Api.of(
                Version.text(), gregor.aggregates(), gregor.projections(), Channels.of(gregor), this, metrics::text);
        HttpServer server = HttpServer.start(settings.http(), api, access);
        http.set(server);
        if (stopping) {
            server.close();
        }
        announcement.serves(server.url());
        return server;
    }

    /** Where other instances reach this one: as was said, else where it listens. They may also use a broker in this process. */
    private @Nullable String applicationServer(HttpServer server) {
        String configured = settings.instance().applicationServer();
        if (configured != null) {
            return configured;
        }
        if (server.address().isEmpty() && settings.cluster().bootstrapServers() != null) {
            LOG.warn(
                    "Other instances cannot reach this one, which matters if there are any: give --application-server");
        }
        return server.address().orElse(null);
    }

    @Override
    public String instance() {
        Gregor started = node.get();
        return started == null ? "" : started.instanceId();
    }

    @Override
    public Optional<String> obstacle() {
        Gregor started = node.get();
        if (started == null) {
            return Optional.of("The application starts");
        }
        return started.obstacle()
                .or(() ->
                        backend == null ? Optional.of("Some states are compared with their events") : Optional.empty());
    }

    @Override
    public List<String> warnings() {
        Gregor started = node.get();
        return started == null ? List.of() : started.warnings();
    }

    @Override
    public Optional<Backend> backend() {
        return stopping ? Optional.empty() : Optional.ofNullable(backend);
    }

    /** Whether {@link #close()} was called; a start that fails then has not failed but was overtaken. */
    boolean isStopping() {
        return stopping;
    }

    /** Stops everything within some seconds, also while it starts. Idempotent; returns when it is stopped. */
    @Override
    public synchronized void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        announcement.stops();
        Logging.stopping();
        Gregor started = node.get();
        if (started != null) {
            started.beginClose();
        }
        closeHttp();
        if (started != null) {
            started.close();
        }
        access.close();
        metrics.close();
    }

    private void closeHttp() {
        HttpServer server = http.get();
        if (server != null) {
            server.close();
        }
    }

    /** Answers the requests under way and ends the process, because what else is there would not stop properly any more. */
    private void end(Exception reason) {
        if (!stopping) {
            stopping = true;
            new Thread(
                            () -> {
                                closeHttp();
                                Main.halt(reason);
                            },
                            "gregor-end")
                    .start();
        }
    }
}
