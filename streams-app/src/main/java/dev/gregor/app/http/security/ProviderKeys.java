package dev.gregor.app.http.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetBasedJWKSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import dev.gregor.live.DaemonThreads;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider, as they were read last: again ahead of their age, once more for a key that is not known, and for long the same
 * while the provider does not answer. Thread-safe.
 */
final class ProviderKeys implements JWKSource<SecurityContext>, AutoCloseable {

    /** How old the keys get before they have to be read again. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    /** How long before that they are read again in the background. */
    private static final Duration AHEAD = Duration.ofMinutes(2);

    /** How long a request waits for others that read them. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    /** How long they are good while the provider does not answer. */
    private static final Duration OUTAGE = Duration.ofHours(4);

    private final JWKSetSource<SecurityContext> source;
    private final Clock clock;

    /** Keys from a source that is asked each time. */
    ProviderKeys(JWKSetSource<SecurityContext> provider, Clock clock) {
        this.clock = clock;
        var executor = Executors.newSingleThreadExecutor(DaemonThreads.named("gregor-http-keys"));
        var built = JWKSourceBuilder.create(provider)
                .cache(MAX_AGE.toMillis(), WAIT.toMillis())
                .refreshAheadCache(AHEAD.toMillis(), null, executor, true, null, false)
                .outageTolerant(OUTAGE.toMillis())
                .retrying(true)
                .build();
        this.source = ((JWKSetBasedJWKSource<SecurityContext>) built).getJWKSetSource();
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        JWKSet known = source.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), clock.millis(), context);
        List<JWK> selected = selector.select(known);
        return selected.isEmpty() ? newer(known, selector, context) : selected;
    }

    /** Strangers with tokens of their own are not to make us ask the provider again and again. */
    private List<JWK> newer(JWKSet known, JWKSelector selector, @Nullable SecurityContext context)
            throws KeySourceException {
        try {
            return selector.select(
                    source.getJWKSet(JWKSetCacheRefreshEvaluator.referenceComparison(known), clock.millis(), context));
        } catch (RateLimitReachedException askedBefore) {
            return List.of();
        }
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
