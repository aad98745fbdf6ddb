package dev.gregor.app.http;

import dev.gregor.app.http.access.HttpAccess;
import dev.gregor.app.http.api.Api;
import dev.gregor.node.StartException;
import dev.gregor.node.settings.HttpSettings;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinBindException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running HTTP server. */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int MIN_THREADS = 8;
    private static final int MAX_THREADS = 64;

    /** Room for a cursor and a range of the longest keys. */
    private static final int MAX_HEADER_BYTES = 32 * 1024;

    /** How long writing answers may take at the stop. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration SHUTDOWN_IDLE = Duration.ofMillis(100);

    /** Ids may hold any of these, percent-encoded. */
    private static final UriCompliance ANY_ID = UriCompliance.from(EnumSet.of(
            Violation.AMBIGUOUS_PATH_SEPARATOR,
            Violation.AMBIGUOUS_PATH_ENCODING,
            Violation.AMBIGUOUS_PATH_SEGMENT,
            Violation.AMBIGUOUS_PATH_PARAMETER,
            Violation.AMBIGUOUS_EMPTY_SEGMENT,
            Violation.SUSPICIOUS_PATH_CHARACTERS));

    private final QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    private final Router router;
    private final Javalin javalin;
    private final String host;
    private final String scheme;

    private HttpServer(HttpSettings settings, Api api, HttpAccess access) {
        this.host = settings.host();
        this.scheme = access.tls().isPresent() ? "https" : "http";
        this.router = new Router(settings, api, access, threads, config -> configure(config, settings, access));
        this.javalin = router.javalin();
    }

    /**
     * Starts to serve.
     *
     * @throws StartException if the port is taken or the address is not of this machine
     */
    public static HttpServer start(HttpSettings settings, Api api, HttpAccess access) {
        HttpServer server = new HttpServer(settings, api, access);
        try {
            server.javalin.start();
        } catch (JavalinBindException e) {
            server.close();
            throw new StartException(
                    "Cannot serve HTTP on port %d of %s (%s): choose another port (--port, gregor.http.port; 0 for a free one) or address (--host), or stop the process that listens there"
                            .formatted(settings.port(), settings.host(), e.getMessage()),
                    e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void configure(JavalinConfig config, HttpSettings settings, HttpAccess access) {
        configure(config.jetty);
        config.jetty.modifyServer(server -> CrossOrigin.allow(server, settings.corsOrigins()));
        config.jetty.addConnector((server, http) -> connector(settings, server, http, access));
        config.jetty.modifyServer(server ->
                server.addBean(new NetworkConnectionLimit(settings.protection().maxConnections(), server)));
    }

    private void configure(JettyConfig jetty) {
        threads.setName("gregor-http");
        jetty.threadPool = threads;
        jetty.modifyHttpConfiguration(HttpServer::configure);
        jetty.modifyServletContextHandler(context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
        jetty.modifyServer(server -> {
            server.setStopTimeout(STOP_TIMEOUT.toMillis());
            server.setErrorHandler(new ProtocolErrors());
        });
    }

    private static ServerConnector connector(
            HttpSettings settings, Server server, HttpConfiguration http, HttpAccess access) {
        var plain = new HttpConnectionFactory(http);
        ConnectionFactory[] layers = access.tls()
                .map(tls -> {
                    http.addCustomizer(new SecureRequestCustomizer(false));
                    return new ConnectionFactory[] {new SslConnectionFactory(tls, plain.getProtocol()), plain};
                })
                .orElseGet(() -> new ConnectionFactory[] {plain});
        var connector = new ServerConnector(server, 1, 1, layers);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setShutdownIdleTimeout(SHUTDOWN_IDLE.toMillis());
        return connector;
    }

    private static void configure(HttpConfiguration http) {
        http.setUriCompliance(ANY_ID);
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
    }

    /** Each method and path that is answered, and what it gives access to. */
    List<Endpoint> routes() {
        return router.routes();
    }

    /** The port that is served. */
    public int port() {
        return javalin.port();
    }

    /** The {@code host:port} that is served; empty if that is all addresses of the machine. */
    public Optional<String> address() {
        return onAllAddresses() ? Optional.empty() : Optional.of(Utils.formatAddress(host, port()));
    }

    private boolean onAllAddresses() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /** Where it is served, for people on this machine. */
    public String url() {
        return scheme + "://" + address().orElse("localhost:" + port());
    }

    /** Answers the requests under way within some seconds, and takes no more. Idempotent. */
    @Override
    public void close() {
        router.stop();
        try {
            javalin.jettyServer().server().stop();
        } catch (Exception e) {
            LOG.debug("The server did not stop in time", e);
            LOG.warn("Requests were cut off, they were still under way after {} s", STOP_TIMEOUT.toSeconds());
        }
        router.close();
    }
}
