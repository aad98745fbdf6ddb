package dev.gregor.app.http.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies tokens of one provider. Thread-safe. */
final class Tokens implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /** Signatures by a private key only: what verifies them cannot make them. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final RulesFile.Tokens rules;
    private final ProviderKeys keys;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    Tokens(RulesFile.Tokens rules, Clock clock) {
        this.rules = rules;
        this.keys = new ProviderKeys(new Provider(rules), clock);
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        JWTClaimsSet exact = new JWTClaimsSet.Builder().issuer(rules.issuer()).build();
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<SecurityContext>(rules.audience(), exact, Set.of("exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                });
    }

    /**
     * What a token says.
     *
     * @param untilMillis when it expires
     */
    record Claims(String name, List<String> roles, @Nullable String tenant, long untilMillis) {}

    /** Where they come from. */
    RulesFile.Tokens rules() {
        return rules;
    }

    /**
     * Verifies a token.
     *
     * @throws Problem if it is not valid, or the keys of the provider cannot be read
     */
    Claims verify(String token) {
        try {
            return claims(processor.process(token, null));
        } catch (KeySourceException e) {
            LOG.warn("The keys of {} cannot be read: {}", rules.issuer(), e.getMessage());
            throw new Problem(ProblemType.UNAVAILABLE, "The keys of %s cannot be read".formatted(rules.issuer()));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new Problem(ProblemType.UNAUTHENTICATED, "The token is not valid: " + e.getMessage());
        }
    }

    private Claims claims(JWTClaimsSet claims) throws ParseException {
        Object name = claim(claims, rules.name());
        if (name == null || !Caller.isName(name.toString())) {
            throw new Problem(
                    ProblemType.UNAUTHENTICATED,
                    "The token has no claim '%s' that is the name of a caller".formatted(rules.name()));
        }
        Object tenant = claim(claims, rules.tenant());
        return new Claims(
                name.toString(),
                names(claim(claims, rules.roles())),
                tenant instanceof String text ? text : null,
                claims.getExpirationTime().toInstant().toEpochMilli());
    }

    private static @Nullable Object claim(JWTClaimsSet claims, String path) {
        Object value = claims.getClaims().get(path);
        if (value != null) {
            return value;
        }
        value = claims.getClaims();
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value;
    }

    private static List<String> names(@Nullable Object roles) {
        if (roles instanceof Collection<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return roles instanceof String text
                ? Arrays.stream(text.split(" ", -1))
                        .filter(each -> !each.isEmpty())
                        .toList()
                : List.of();
    }

    @Override
    public void close() {
        keys.close();
    }
}
