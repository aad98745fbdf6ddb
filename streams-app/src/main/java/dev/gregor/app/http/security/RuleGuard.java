package dev.gregor.app.http.security;

import dev.gregor.app.http.access.Access;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.Guard;
import dev.gregor.app.http.access.Rights;
import dev.gregor.app.http.access.Tenant;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import io.javalin.http.Context;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets callers do what the rules allow, and nothing else. Thread-safe. */
final class RuleGuard implements Guard {

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
    private static final String SIGNED = InstanceSignature.class.getName();
    private static final String BEARER = "bearer ";

    private final InstanceSignature signature;
    private volatile Known known;

    /**
     * What is known now.
     *
     * @param tokens the callers with tokens; null if there are none
     */
    record Known(Rules rules, @Nullable TokenCallers tokens) {}

    RuleGuard(InstanceSignature signature, Known known) {
        this.signature = signature;
        this.known = known;
    }

    /** Knows this from now on. */
    void know(Known now) {
        known = now;
    }

    @Override
    public void check(Context request) {
        Access access = request.routeRoles().stream()
                .filter(Access.class::isInstance)
                .map(Access.class::cast)
                .findFirst()
                .orElse(null);
        Known now = known;
        if (access != null && now.rules().isOpen(access)) {
            Caller.NOBODY.setTo(request);
            return;
        }
        String signed = line(request, InstanceSignature.HEADER);
        if (signed != null) {
            checkInstance(access, request, now.rules(), signed);
        } else {
            Caller caller = caller(request, now);
            AccessCheck.require(access, request, caller);
            caller.setTo(request);
        }
    }

    private void checkInstance(@Nullable Access access, Context request, Rules rules, String signed) {
        InstanceSignature.Asked asked =
                signature.verify(signed, request.method().name(), Params.path(request));
        request.attribute(SIGNED, true);
        if (asked.name() == null) {
            Caller itself = new Caller("another instance", Set.of(), Rights.NONE, Tenant.NONE);
            if (access != Access.INSTANCE) {
                throw itself.refused("do this of itself");
            }
            itself.setTo(request);
            return;
        }
        Caller caller =
                new Caller(asked.name(), asked.roles(), rules.rights(asked.roles()), new Tenant(asked.prefix(), null));
        if (access == Access.INSTANCE) {
            AccessCheck.requireNamed(request, caller);
        } else {
            AccessCheck.require(access, request, caller);
        }
        caller.setTo(request);
    }

    /** Whether another instance has signed a request that was let pass. */
    static boolean hasSigned(Context request) {
        return request.attribute(SIGNED) != null;
    }

    /** The one line of a header, which is told to nobody; null if there is none. */
    private static @Nullable String line(Context request, String name) {
        List<String> lines = Collections.list(request.req().getHeaders(name));
        if (lines.size() > 1) {
            throw unknown("There are %d lines of the header %s, expected one".formatted(lines.size(), name));
        }
        return lines.isEmpty() ? null : lines.get(0);
    }

    private static Caller caller(Context request, Known known) {
        String authorization = line(request, "Authorization");
        if (authorization != null) {
            return withCredentials(authorization, known);
        }
        X509Certificate[] certificates = request.req().getAttribute(CERTIFICATES) instanceof X509Certificate[] shown
                ? shown
                : new X509Certificate[0];
        if (certificates.length == 0) {
            throw unknown("There is no header Authorization, expected 'Bearer' with a token or an API key");
        }
        return known.rules()
                .withCertificate(certificates[0].getSubjectX500Principal())
                .orElseThrow(() -> unknown("The rules have no certificate of the subject '%s'"
                        .formatted(certificates[0].getSubjectX500Principal().getName())));
    }

    private static Caller withCredentials(String authorization, Known known) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw unknown("The header Authorization is of another scheme, expected 'Bearer'");
        }
        String credentials = authorization.substring(BEARER.length()).strip();
        if (credentials.startsWith(ApiKey.PREFIX)) {
            return known.rules()
                    .withKey(new ApiKey(credentials).hash())
                    .orElseThrow(() -> unknown("The API key is not known"));
        }
        if (known.tokens() == null) {
            throw unknown("There are only API keys, which start with " + ApiKey.PREFIX);
        }
        return known.tokens().of(credentials);
    }

    private static Problem unknown(String detail) {
        return new Problem(ProblemType.UNAUTHENTICATED, detail);
    }
}
