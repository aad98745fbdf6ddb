package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.app.http.security.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that docs/security.md shows do what it says. */
class SecurityPageTest {

    private static final Pattern RULES = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String ISSUER = "https://login.example.com/realms/acme";

    @TempDir
    private Path folder;

    private final ApiKey front = ApiKey.random();
    private Secured secured;

    @BeforeEach
    void start() throws IOException {
        Matcher shown = RULES.matcher(Files.readString(Path.of("../docs/security.md")));
        assertThat(shown.find()).isTrue();
        assertThat(shown.group(1)).contains(ISSUER).containsPattern(HASH);
        secured = new Secured(folder, "");
        secured.fakes.obstacle = "It is not ready";
        secured.write(HASH.matcher(shown.group(1).replace(ISSUER, secured.provider.issuer()))
                .replaceAll(front.hash()));
        secured.access.look();
    }

    @AfterEach
    void close() {
        secured.close();
    }

    private String support() {
        return secured.provider.token(
                secured.clock.instant(),
                claims -> claims.subject("tom")
                        .claim("tenant", "acme")
                        .claim("realm_access", Map.of("roles", List.of("support", "other"))));
    }

    @Test
    void theFrontRegistersUsersOfItsTenant() {
        assertThat(secured.register("acme:1", front.text()).statusCode()).isEqualTo(503);
        assertThat(secured.register("beta:1", front.text()).statusCode()).isEqualTo(403);
        assertThat(secured.get("/api/aggregates/user/acme:1", front.text()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void theSupportHasARoleInAnObjectOfItsToken() {
        assertThat(secured.get("/api/aggregates/user/acme:1", support()).statusCode())
                .isEqualTo(503);
        assertThat(secured.get("/api/projections/user-by-id?prefix=acme:", support())
                        .statusCode())
                .isEqualTo(503);
        assertThat(secured.get("/metrics", support()).statusCode()).isEqualTo(403);
    }
}
