package dev.gregor.app.http;

import static dev.gregor.app.http.CommandHttpTest.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.Rights;
import dev.gregor.app.http.access.Tenant;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another instance may ask on behalf of a caller. */
class ForwardedCallerTest {

    private static final String STATE = "/api/aggregates/user/acme:42";
    private static final String OF_TENANT = "?limit=1&from=" + base64("acme:") + "&before=" + base64("acme;");
    private static final String ROWS = "/internal/projections/user-by-id/1/partitions/0/rows" + OF_TENANT;
    private static final String OTHER_ROWS = "/internal/projections/others/1/partitions/0/rows" + OF_TENANT;
    private static final String IDS = "/internal/aggregates/user/partitions/0/ids" + OF_TENANT;

    private static final Caller READER = new Caller("ann", Set.of("reader"), Rights.NONE, Tenant.of("acme", ":", null));

    @TempDir
    private Path folder;

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

    private static String base64(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
    }

    private String signed(@Nullable Caller caller, String path) {
        return requireNonNull(secured.access.headers(caller, "GET", path).get("Gregor-Caller"));
    }

    private HttpResponse<String> get(String path, String signed) {
        return secured.client.get(path, "Gregor-Caller", signed);
    }

    @Test
    void theRolesOfTheCallerAreCheckedAgain() {
        assertThat(get(STATE, signed(READER, STATE)).statusCode()).isEqualTo(503);
        assertThat(get(ROWS, signed(READER, ROWS)).statusCode()).isEqualTo(503);
        assertThat(get(IDS, signed(READER, IDS)).statusCode()).isEqualTo(503);
        problem(get(OTHER_ROWS, signed(READER, OTHER_ROWS)), 403, "/problems/forbidden");
        problem(get("/metrics", signed(READER, "/metrics")), 403, "/problems/forbidden");
    }

    @Test
    void theTenantOfTheCallerIsCheckedAgain() {
        String other = "/api/aggregates/user/acme2:42";
        problem(get(other, signed(READER, other)), 403, "/problems/forbidden");
        Caller none = new Caller("ann", Set.of("reader"), Rights.NONE, Tenant.NONE);
        problem(get(STATE, signed(none, STATE)), 403, "/problems/forbidden");
    }

    @Test
    void theKeysAreOfTheTenantOfTheCaller() {
        for (String keys : new String[] {
            "",
            "?limit=1",
            "?from=" + base64("acme:"),
            "?before=" + base64("acme;"),
            "?from=" + base64("acme") + "&before=" + base64("acme;"),
            "?from=" + base64("acme:") + "&before=" + base64("acme<")
        }) {
            String rows = "/internal/projections/user-by-id/1/partitions/0/rows" + keys;
            problem(get(rows, signed(READER, rows)), 403, "/problems/forbidden");
            Caller all = new Caller("root", Set.of("admin"), Rights.NONE, Tenant.ALL);
            assertThat(get(rows, signed(all, rows)).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aSignatureIsOfOneRequestAndForAShortTime() {
        String signed = signed(READER, STATE);
        problem(get(STATE + "/events", signed), 401, "/problems/unauthenticated");
        problem(get(STATE + "?version=1", signed), 401, "/problems/unauthenticated");
        assertThat(secured.client
                        .send(secured.client
                                .request(STATE, "Gregor-Caller", signed)
                                .method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(401);
        secured.clock.goOn(Duration.ofMinutes(3));
        problem(get(STATE, signed), 401, "/problems/unauthenticated");
    }

    @Test
    void nobodySignsWithoutTheKey() {
        String signed = signed(READER, STATE);
        int dot = signed.indexOf('.');
        String payload = signed.substring(0, dot);
        String other = signed(new Caller("eve", Set.of("admin"), Rights.NONE, Tenant.ALL), STATE);
        for (String forged : new String[] {
            payload, payload + ".", other.substring(0, other.indexOf('.')) + signed.substring(dot), ".", "x.y.z", "%"
        }) {
            problem(get(STATE, forged), 401, "/problems/unauthenticated");
        }
    }

    @Test
    void anInstanceIsNotTakenAtItsWordWithoutTheHeader() {
        problem(secured.client.get(ROWS, "Gregor-Forwarded", "here:1"), 401, "/problems/unauthenticated");
    }
}
