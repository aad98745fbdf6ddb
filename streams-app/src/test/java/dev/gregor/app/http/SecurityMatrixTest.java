package dev.gregor.app.http;

import static dev.gregor.app.http.CommandHttpTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.gregor.app.http.access.Access;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is answered by each route that the router has. Nothing is ready, so what is let pass is answered at once. */
class SecurityMatrixTest {

    private static final Set<Access> OF_READERS = EnumSet.of(
            Access.HEALTH,
            Access.DOCS,
            Access.CALLER,
            Access.AGGREGATE,
            Access.AGGREGATES,
            Access.ROW,
            Access.ROWS,
            Access.READ_MODELS);
    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry("{type}", "user"),
            Map.entry("{id}", "acme:42"),
            Map.entry("{action}", "activate"),
            Map.entry("{name}", "user-by-id"),
            Map.entry("{key}", "acme:42"),
            Map.entry("{build}", "1"),
            Map.entry("{partition}", "0"),
            Map.entry("{file}", "index.css"),
            Map.entry("{topic}", "emails"),
            Map.entry("{offset}", "0"),
            Map.entry("{letter}", "letter"),
            Map.entry("{schedule}", "schedule"),
            Map.entry("{subject}", "42"),
            Map.entry("{request}", "request"));

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Secured secured;

    @BeforeEach
    void start() {
        secured = new Secured(folder, "");
        secured.fakes.obstacle = "It is not ready";
    }

    @AfterEach
    void close() {
        secured.close();
    }

    @Test
    void eachRouteSaysWhatItGivesAccessTo() {
        assertThat(secured.fakes.server.routes())
                .hasSizeGreaterThan(60)
                .allSatisfy(route -> assertThat(access(route))
                        .as(route.method + " " + route.path)
                        .isNotNull());
    }

    @Test
    void nobodyIsAnsweredWhoIsNotKnown() {
        Map<String, @Nullable String> callers = new LinkedHashMap<>();
        callers.put("no token", null);
        callers.put("expired", "Bearer " + token(claims -> claims.expirationTime(earlier())));
        callers.put("wrong audience", "Bearer " + token(claims -> claims.audience("others")));
        callers.put("wrong issuer", "Bearer " + token(claims -> claims.issuer("https://evil.example.com")));
        callers.put("forged", "Bearer " + secured.provider.forged(secured.clock.instant()));
        callers.put("unsigned", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.");
        callers.put("no token at all", "Bearer abc");
        callers.put("unknown key", "Bearer gregor_abc");
        callers.put("other scheme", "Basic am9objpqb2hu");
        callers.forEach((caller, authorization) -> {
            for (Endpoint route : secured.fakes.server.routes()) {
                int expected = access(route) == Access.HEALTH ? 0 : 401;
                requireStatus(route, caller, authorization, expected);
            }
        });
    }

    @Test
    void aReaderReadsWhatIsOfItsTenant() {
        answers(OF_READERS, "reader", "acme", "reader");
    }

    @Test
    void aWriterSendsCommandsToo() {
        Set<Access> allowed = EnumSet.copyOf(OF_READERS);
        allowed.add(Access.COMMANDS);
        answers(allowed, "writer", "acme", "writer");
    }

    @Test
    void aWriterOfAnotherTenantReachesNoneOfThis() {
        answers(
                EnumSet.of(Access.HEALTH, Access.DOCS, Access.CALLER, Access.READ_MODELS),
                "writer of another tenant",
                "acme2",
                "writer");
    }

    @Test
    void aWriterWithoutATenantReachesNoneOfThis() {
        answers(
                EnumSet.of(Access.HEALTH, Access.DOCS, Access.CALLER, Access.READ_MODELS),
                "writer without a tenant",
                "",
                "writer");
    }

    @Test
    void whoHasNoRoleMayDoNothing() {
        answers(EnumSet.of(Access.HEALTH, Access.CALLER), "nobody", "acme", "unheard-of");
    }

    @Test
    void anAdministratorDoesAllButWhatInstancesDo() {
        answers(EnumSet.complementOf(EnumSet.of(Access.INSTANCE)), "administrator", "", "admin");
    }

    @Test
    void anInstanceAsksOfItselfOnlyWhatInstancesAskEachOther() {
        for (Endpoint route : secured.fakes.server.routes()) {
            Access access = access(route);
            String path = path(route, access);
            Map<String, String> signed = secured.access.headers(null, route.method.name(), path);
            boolean isAnswered = access == Access.INSTANCE || access == Access.HEALTH;
            int status = status(request(route, path).header("Gregor-Caller", signed.get("Gregor-Caller")));
            assertThat(status == 403).as(route.method + " " + path).isEqualTo(!isAnswered);
        }
    }

    @Test
    void aPathThatLeadsNowhereIsNotAnsweredOtherwise() {
        problem(secured.client.get("/api/nothing"), 404, "/problems/not-found");
    }

    private void answers(Set<Access> allowed, String name, String tenant, String role) {
        String authorization = "Bearer " + secured.token(name, tenant, role);
        for (Endpoint route : secured.fakes.server.routes()) {
            boolean isBatch = route.path.equals("/api/commands");
            Access access = access(route);
            boolean isAnswered = allowed.contains(access) || (isBatch && role.equals("writer"));
            requireStatus(route, name, authorization, isAnswered ? 0 : 403);
        }
    }

    /** Requires a status; 0 is any that is neither 401 nor 403. */
    private void requireStatus(Endpoint route, String caller, @Nullable String authorization, int expected) {
        String path = path(route, access(route));
        HttpRequest.Builder request = request(route, path);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        int status = status(request);
        assertThat(status == 401 || status == 403 ? status : 0)
                .as("%s %s, %s: %d", route.method, path, caller, status)
                .isEqualTo(expected);
    }

    private HttpRequest.Builder request(Endpoint route, String path) {
        return HttpRequest.newBuilder(URI.create(secured.fakes.server.url() + path))
                .method(
                        route.method.name(),
                        route.method.name().equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody())
                .header("Content-Type", "application/json");
    }

    private int status(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            response.body().close();
            return response.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String path(Endpoint route, @Nullable Access access) {
        String path = route.path;
        for (Map.Entry<String, String> parameter : PARAMETERS.entrySet()) {
            path = path.replace(parameter.getKey(), parameter.getValue());
        }
        return access == Access.ROWS || access == Access.AGGREGATES ? path + "?prefix=acme:" : path;
    }

    private static @Nullable Access access(Endpoint route) {
        Roles roles = route.metadata(Roles.class);
        return roles == null
                ? null
                : List.copyOf(roles.getRoles()).stream()
                        .map(Access.class::cast)
                        .findFirst()
                        .orElse(null);
    }

    private Date earlier() {
        return Date.from(secured.clock.instant().minus(Duration.ofHours(1)));
    }

    private String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return secured.provider.token(
                secured.clock.instant(),
                claims -> change.apply(claims.subject("admin").claim("roles", List.of("admin"))));
    }
}
