package dev.gregor.app.http;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/** Lets pages of other origins ask, by the CORS protocol of the Fetch standard. */
final class CrossOrigin {

    private static final String ANY = "*";
    private static final Duration MAX_AGE = Duration.ofHours(1);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
    private static final Set<String> REQUEST_HEADERS = Set.of(
            "Accept",
            "Authorization",
            "Content-Type",
            "Gregor-Position",
            "Gregor-Unless-Since",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Last-Event-ID",
            "X-Correlation-Id",
            "traceparent",
            "tracestate");
    private static final Set<String> RESPONSE_HEADERS =
            Set.of("Allow", "ETag", "Gregor-Position", "Location", "Retry-After");

    private CrossOrigin() {}

    /** Allows these origins; none changes nothing. */
    static void allow(Server server, Collection<String> origins) {
        if (!origins.isEmpty()) {
            var handler = new CrossOriginHandler();
            handler.setAllowedOriginPatterns(origins.stream()
                    .map(origin -> origin.equals(ANY) ? ANY : Pattern.quote(origin))
                    .collect(Collectors.toSet()));
            handler.setAllowCredentials(false);
            handler.setAllowedMethods(METHODS);
            handler.setAllowedHeaders(REQUEST_HEADERS);
            handler.setExposedHeaders(RESPONSE_HEADERS);
            handler.setPreflightMaxAge(MAX_AGE);
            server.insertHandler(handler);
        }
    }
}
