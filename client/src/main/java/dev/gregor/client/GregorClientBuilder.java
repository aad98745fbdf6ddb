package dev.gregor.client;

import dev.gregor.aggregate.AggregateRoot;
import dev.gregor.client.http.ClientSettings;
import dev.gregor.projection.Projection;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Configures a {@link GregorClient}. Not thread-safe. */
public final class GregorClientBuilder {

    private final List<URI> baseUris = new ArrayList<>();
    private final List<AggregateRoot<?>> aggregates = new ArrayList<>();
    private final List<Projection<?>> projections = new ArrayList<>();
    private Supplier<Map<String, String>> headers = Map::of;
    private @Nullable Supplier<String> token;
    private Duration timeout = Duration.ofSeconds(60);
    private Duration requestTimeout = Duration.ofSeconds(15);
    private Duration connectTimeout = Duration.ofSeconds(5);
    private int maxRequests = 64;
    private Consumer<HttpClient.Builder> customizer = builder -> {};

    GregorClientBuilder() {}

    /**
     * Adds an instance, or a load balancer in front of several. All are asked for everything; if one fails, the next one is asked.
     *
     * @param uri such as {@code http://one:8080}, with a path if the API is behind one
     * @throws IllegalArgumentException if it is no absolute URI of HTTP, or has a query
     */
    public GregorClientBuilder baseUri(String uri) {
        return baseUri(URI.create(uri));
    }

    /** Adds an instance, as {@link #baseUri(String)} does. */
    public GregorClientBuilder baseUri(URI uri) {
        boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!isHttp || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException(
                    "'%s' is no base URI, expected one such as http://127.0.0.1:8080".formatted(uri));
        }
        baseUris.add(uri);
        return this;
    }

    /** Adds an aggregate that commands are sent to, or that is read. */
    public GregorClientBuilder aggregate(AggregateRoot<?> aggregate) {
        aggregates.add(aggregate);
        return this;
    }

    /** Adds a read model that is queried. */
    public GregorClientBuilder projection(Projection<?> projection) {
        projections.add(projection);
        return this;
    }

    /**
     * Adds headers to each request, such as {@code Authorization}.
     *
     * @param supplier is called before each try, by several threads, so that a token may be renewed; what it throws counts as a try that
     *     failed. It must not block for long
     */
    public GregorClientBuilder headers(Supplier<Map<String, String>> supplier) {
        this.headers = supplier;
        return this;
    }

    /**
     * Shows a token of an OpenID provider, or an API key, with each request.
     *
     * @param supplier is called as that of {@link #headers} is, beside it
     */
    public GregorClientBuilder token(Supplier<String> supplier) {
        this.token = supplier;
        return this;
    }

    /** Sets how long a call may take with all its tries, and a live subscription may be without its stream; 60 seconds by default. */
    public GregorClientBuilder timeout(Duration all) {
        this.timeout = positive(all);
        return this;
    }

    /**
     * Sets how long a try may take; 15 seconds by default. Longer than {@code gregor.command.timeout} and {@code gregor.query.timeout}, or
     * tries are given up that would be answered.
     */
    public GregorClientBuilder requestTimeout(Duration one) {
        this.requestTimeout = positive(one);
        return this;
    }

    /** Sets how long it may take to connect to an instance; 5 seconds by default. */
    public GregorClientBuilder connectTimeout(Duration connecting) {
        this.connectTimeout = positive(connecting);
        return this;
    }

    private static Duration positive(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(duration + " is no time-out, expected more than zero");
        }
        return duration;
    }

    /** Sets how many requests may be under way at once, each on a connection of its own; 64 by default. Others wait for their turn. */
    public GregorClientBuilder maxRequests(int requests) {
        if (requests < 1) {
            throw new IllegalArgumentException(requests + " requests at once are less than 1");
        }
        this.maxRequests = requests;
        return this;
    }

    /** Customizes the HTTP client, such as by an {@code SSLContext} or a proxy. */
    public GregorClientBuilder http(Consumer<HttpClient.Builder> custom) {
        this.customizer = custom;
        return this;
    }

    /**
     * Returns the client. It opens connections when they are needed, so that instances may be started later.
     *
     * @throws IllegalStateException if there is no base URI
     * @throws dev.gregor.aggregate.DefinitionException if an aggregate or a read model contradicts itself
     */
    public GregorClient connect() {
        if (baseUris.isEmpty()) {
            throw new IllegalStateException("The client has nobody to ask: add baseUri(...)");
        }
        aggregates.forEach(AggregateRoot::definition);
        projections.forEach(Projection::definition);
        ClientSettings settings =
                new ClientSettings(List.copyOf(baseUris), allHeaders(), timeout, requestTimeout, maxRequests);
        return new GregorClient(settings, new Known(aggregates, projections), connectTimeout, customizer);
    }

    private Supplier<Map<String, String>> allHeaders() {
        Supplier<String> shown = token;
        Supplier<Map<String, String>> others = headers;
        if (shown == null) {
            return others;
        }
        return () -> {
            Map<String, String> all = new HashMap<>(others.get());
            all.put("Authorization", "Bearer " + shown.get());
            return all;
        };
    }
}
