package dev.gregor.app.http.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gregor.app.http.access.Caller;
import java.time.Clock;
import java.time.Duration;

/** The callers with tokens. Those that were verified are remembered for a minute at most. Thread-safe. */
final class TokenCallers {

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 10_000;

    private final Rules rules;
    private final Tokens tokens;
    private final Clock clock;
    private final Cache<String, Verified> verified = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    TokenCallers(Rules rules, Tokens tokens, Clock clock) {
        this.rules = rules;
        this.tokens = tokens;
        this.clock = clock;
    }

    private record Verified(Caller caller, long untilMillis) {}

    /** The caller with a token; throws as {@link Tokens#verify} does. */
    Caller of(String token) {
        Verified known = verified.getIfPresent(token);
        if (known != null && clock.millis() < known.untilMillis()) {
            return known.caller();
        }
        Tokens.Claims claims = tokens.verify(token);
        Caller caller = rules.caller(claims.name(), claims.roles(), claims.tenant());
        verified.put(token, new Verified(caller, claims.untilMillis()));
        return caller;
    }
}
