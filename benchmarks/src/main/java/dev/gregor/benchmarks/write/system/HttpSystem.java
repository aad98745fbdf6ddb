package dev.gregor.benchmarks.write.system;

import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.gregor.AppProcess;
import dev.gregor.benchmarks.gregor.SecuredHttp;
import dev.gregor.benchmarks.store.Place;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gregor's application over HTTP/1.1, by Jetty's client, with a connection that is kept for each deposit in flight. What
 * the client costs is part of what is measured.
 */
final class HttpSystem implements WriteSystem {

    static final String BODY = "{\"amount\":1,\"reference\":\"%s\"}".formatted("r".repeat(140));
    private static final int READERS = 1000;
    static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    /** Less than the server's, which else closes a connection in the moment in which it is used again. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    private final Place place;
    private final AppProcess app;
    private final URI address;
    private final HttpClient client;
    private final @Nullable SecuredHttp secured;
    private @Nullable LiveReaders readers;
    private long before;

    private HttpSystem(Place place, AppProcess app, @Nullable SecuredHttp secured) {
        this.place = place;
        this.app = app;
        this.address = app.address();
        this.secured = secured;
        this.client = secured == null ? new HttpClient() : client(secured);
        client.setMaxConnectionsPerDestination(Accounts.COUNT);
        client.setMaxRequestsQueuedPerDestination(Accounts.COUNT);
        client.setIdleTimeout(IDLE.toMillis());
        LifeCycle.start(client);
    }

    static HttpSystem start(Place place) {
        return new HttpSystem(place, AppProcess.start(place), null);
    }

    /** The same over TLS, by callers with tokens. */
    static HttpSystem startSecured(Place place) {
        SecuredHttp secured = SecuredHttp.open(place.dir());
        return new HttpSystem(place, AppProcess.start(place, secured.settings()), secured);
    }

    private static HttpClient client(SecuredHttp secured) {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setTrustStorePath(secured.trusted().toString());
        tls.setTrustStorePassword(secured.trustedPassword());
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(tls);
        return new HttpClient(new HttpClientTransportOverHTTP(connector));
    }

    /** The same with clients that read the events along. */
    static HttpSystem startWithReaders(Place place) {
        HttpSystem system = start(place);
        system.before = system.inTopic().total();
        system.readers = LiveReaders.open(system.address, BenchmarkAccount.TYPE, READERS);
        return system;
    }

    @Override
    public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
        Request request = post("/api/aggregates/%s/%s/commands/deposit"
                        .formatted(BenchmarkAccount.TYPE, Accounts.name(account)))
                .headers(headers ->
                        headers.put("Idempotency-Key", UUID.randomUUID().toString()))
                .body(new StringRequestContent("application/json", BODY));
        if (secured != null) {
            String token = "Bearer " + secured.token(account);
            request.headers(headers -> headers.put(HttpHeader.AUTHORIZATION, token));
        }
        if (expectedVersion != ANY_VERSION) {
            request.headers(headers -> headers.put(HttpHeader.IF_MATCH, "\"" + expectedVersion + '"'));
        }
        return new CompletableResponseListener(request).send().thenApply(HttpSystem::answer);
    }

    Request post(String path) {
        return client.newRequest(address.resolve(path)).method(HttpMethod.POST);
    }

    private static Answer answer(ContentResponse response) {
        return switch (response.getStatus()) {
            case OK -> new Answer.Deposited(version(response));
            case UNAVAILABLE -> new Answer.Refused(retryAfter(response));
            default ->
                throw new IllegalStateException(
                        "Answered %d %s".formatted(response.getStatus(), response.getContentAsString()));
        };
    }

    private static long version(Response response) {
        return Long.parseLong(header(response, HttpHeader.ETAG).replace("\"", ""));
    }

    private static Duration retryAfter(Response response) {
        return Duration.ofSeconds(Long.parseLong(header(response, HttpHeader.RETRY_AFTER)));
    }

    private static String header(Response response, HttpHeader name) {
        String value = response.getHeaders().get(name);
        if (value == null) {
            throw new IllegalStateException("%d without %s".formatted(response.getStatus(), name));
        }
        return value;
    }

    @Override
    public RecordedVersions recorded() {
        RecordedVersions recorded = inTopic();
        if (readers != null) {
            readers.requireEach(recorded.total() - before);
        }
        return recorded;
    }

    private RecordedVersions inTopic() {
        return new EventTopic(place.bootstrapServers(), place.run() + '.' + BenchmarkAccount.TYPE + ".events")
                .versions();
    }

    @Override
    public void close() {
        try (app;
                secured) {
            if (readers != null) {
                readers.close();
            }
            LifeCycle.stop(client);
        }
    }
}
