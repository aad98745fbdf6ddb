package dev.gregor.app.http;

import dev.gregor.app.http.access.HttpAccess;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.MetricsText;
import dev.gregor.app.http.api.Version;
import dev.gregor.app.http.asyncapi.Channels;
import dev.gregor.app.http.instance.Peers;
import dev.gregor.app.http.security.SecuredHttp;
import dev.gregor.live.DaemonThreads;
import dev.gregor.node.Gregor;
import dev.gregor.node.StartException;
import dev.gregor.node.access.OtherInstances;
import dev.gregor.node.settings.HttpProtection;
import dev.gregor.node.settings.Settings;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API of a node behind a path of a server that the application has already: as a servlet, for any servlet container with
 * asynchronous requests.
 *
 * <pre>{@code
 * MountedHttp http = MountedHttp.of(settings, "", "/gregor");
 * container.addServlet("/gregor/*", http.servlet());
 * Gregor gregor = Gregor.configure(settings).create();
 * http.serve(gregor, all -> registry.scrape());
 * gregor.start(settings.instance().applicationServer(), http.others());
 * }</pre>
 *
 * <p>Callers and their rights are those of {@code gregor.http.security.rules}. What belongs to a server, such as its address, TLS, origins
 * of other pages and the size of headers, is that of the container.
 */
public final class MountedHttp implements AutoCloseable {

    private static final int BATCH_THREADS = 8;
    private static final Pattern PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+");

    private final Settings settings;
    private final String base;
    private final HttpAccess access;
    private final Peers peers;
    private final ExecutorService batches =
            Executors.newFixedThreadPool(BATCH_THREADS, DaemonThreads.named("gregor-http-batch"));
    private final Behind servlet;
    private @Nullable Router router;
    private @Nullable NodeReadiness readiness;
    private boolean stopped;

    private MountedHttp(Settings settings, String contextPath, String path) {
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("The path is '%s', expected one such as /gregor".formatted(path));
        }
        this.settings = settings;
        this.base = contextPath + path;
        this.servlet = new Behind(path);
        this.access = access(settings.http().protection());
        this.peers = new Peers(settings.instance().applicationServer(), base, settings.queryTimeout(), access.peers());
    }

    /**
     * Prepares it for callers that a file of rules knows.
     *
     * @param contextPath the path of the web application in the server, such as {@code /bank}; empty for the root
     * @param path the path in the web application with a slash before it, such as {@code /gregor}; in each instance the same
     * @throws IllegalArgumentException if it is no such path
     * @throws StartException if the settings name no file of rules
     * @throws dev.gregor.failure.PermanentException if the file of rules cannot be used
     */
    public static MountedHttp of(Settings settings, String contextPath, String path) {
        if (!settings.http().protection().asksForCallers()) {
            throw new StartException(
                    "%s is to be served by HTTP and nothing says who may do what: name a file of rules (gregor.http.security.rules, docs/security.md), or let whoever reaches it do everything (gregor.http.security=none)"
                            .formatted(path),
                    null);
        }
        return new MountedHttp(settings, contextPath, path);
    }

    /** The same, except that everybody may do everything who reaches the server, if the settings name no file of rules. */
    public static MountedHttp open(Settings settings, String contextPath, String path) {
        return new MountedHttp(settings, contextPath, path);
    }

    private static HttpAccess access(HttpProtection protection) {
        return protection.rules() == null && protection.tls() == null ? HttpAccess.OPEN : SecuredHttp.of(protection);
    }

    /** Asks the other instances of the application, which serve this at the same path. */
    public OtherInstances others() {
        return peers;
    }

    /** Returns what is to be mapped to all that is behind the path. Until a node is served there is nothing. */
    public HttpServlet servlet() {
        return servlet;
    }

    /**
     * Serves a node. Called once.
     *
     * @param node may not be started yet
     * @param metrics what is at {@code /metrics}
     */
    public void serve(Gregor node, MetricsText metrics) {
        NodeReadiness asked = new NodeReadiness(node, peers);
        Api api = Api.of(Version.text(), node.aggregates(), node.projections(), Channels.of(node), asked, metrics)
                .at(base);
        readiness = asked;
        router = new Router(settings.http(), api, access, batches, server -> {});
        servlet.routes = (HttpServlet) router.javalin().javalinServlet();
    }

    /**
     * Answers the requests under way within some seconds, ends streams, and refuses other requests as not ready, so that the server need
     * not wait for them. Idempotent.
     */
    public synchronized void stop() {
        if (router != null && readiness != null && !stopped) {
            stopped = true;
            readiness.stop();
            router.stop();
        }
    }

    /** Stops it and its threads, once the server takes no more requests. Idempotent. */
    @Override
    public synchronized void close() {
        stop();
        if (router != null) {
            router.close();
        }
        batches.shutdown();
        access.close();
    }

    /** Tells the routes that their paths begin behind another one. */
    private static final class Behind extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final String path;
        private transient volatile @Nullable HttpServlet routes;

        Behind(String path) {
            this.path = path;
        }

        @Override
        public void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            HttpServlet served = routes;
            if (served == null) {
                response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            } else if (request.getPathInfo() == null) {
                response.sendRedirect(request.getContextPath() + path + '/');
            } else {
                served.service(at(request), response);
            }
        }

        private HttpServletRequest at(HttpServletRequest request) {
            return new HttpServletRequestWrapper(request) {
                @Override
                public String getContextPath() {
                    return super.getContextPath() + path;
                }
            };
        }
    }
}
