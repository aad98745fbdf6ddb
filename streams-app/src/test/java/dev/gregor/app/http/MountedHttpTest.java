package dev.gregor.app.http;

import static dev.gregor.app.http.Client.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.app.http.security.ApiKey;
import dev.gregor.node.Gregor;
import dev.gregor.node.StartException;
import dev.gregor.node.settings.Settings;
import dev.gregor.user.User;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP API in a web application at {@code /bank} of a server, of a node that does not start. */
@SuppressWarnings("NullAway.Init")
class MountedHttpTest {

    @TempDir
    private Path folder;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private MountedHttp http;
    private Gregor node;
    private Client client;

    private Settings settings(Map<String, String> security) {
        return Settings.of(
                Map.of(
                        "gregor.data-dir",
                        folder.resolve("data").toString(),
                        "gregor.http.host",
                        "127.0.0.1",
                        "gregor.http.security",
                        security.isEmpty() ? "none" : "rules",
                        "gregor.http.security.rules",
                        security.getOrDefault("rules", "")),
                "a test");
    }

    private void start(MountedHttp mounted, Settings settings) throws Exception {
        http = mounted;
        node = Gregor.configure(settings).aggregate(new User()).create();
        http.serve(node, all -> "");
        server.addConnector(connector);
        var context = new ServletContextHandler("/bank");
        var holder = new ServletHolder(http.servlet());
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/gregor/*");
        server.setHandler(context);
        server.start();
        client = new Client("http://127.0.0.1:" + connector.getLocalPort() + "/bank");
    }

    private void startOpen() throws Exception {
        Settings settings = settings(Map.of());
        start(MountedHttp.open(settings, "/bank", "/gregor"), settings);
    }

    @AfterEach
    void close() throws Exception {
        server.stop();
        if (node != null) {
            http.close();
            node.close();
        }
    }

    @Test
    void isNotServedWithoutRulesUnlessThatIsSaid() {
        assertThatThrownBy(() -> MountedHttp.of(settings(Map.of()), "", "/gregor"))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("gregor.http.security.rules");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "gregor", "/gregor/", "/..", "/../gregor", "/gregor/.", "/a b"})
    void refusesWhatIsNoPath(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> MountedHttp.open(settings(Map.of()), "", path));
    }

    @Test
    void allPathsBeginWithThatOfTheWebApplication() throws Exception {
        startOpen();
        assertThat(json(client.get("/gregor/openapi.json")).at("/servers/0/url").asText())
                .isEqualTo("/bank/gregor");
        assertThat(json(client.get("/gregor/")).at("/links/try").asText()).isEqualTo("/bank/gregor/docs");
        assertThat(json(client.get("/gregor/nothing")).path("detail").asText())
                .isEqualTo(
                        "There is nothing at /bank/gregor/nothing; /bank/gregor/ and /bank/gregor/openapi.json say what there is");
    }

    @Test
    void thePathItselfLeadsToItsRoot() throws Exception {
        startOpen();
        HttpResponse<String> redirect = client.get("/gregor");
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location").orElse("")).endsWith("/bank/gregor/");
    }

    @Test
    void callersHaveTheRightsOfTheRules() throws Exception {
        ApiKey ann = ApiKey.random();
        Path rules = Files.writeString(
                folder.resolve("rules.json"),
                "{\"keys\": [%s], %s}".formatted(Secured.key(ann, "ann", null, "reader"), Secured.ROLES));
        Settings settings = settings(Map.of("rules", rules.toString()));
        start(MountedHttp.of(settings, "/bank", "/gregor"), settings);

        assertThat(client.get("/gregor/").statusCode()).isEqualTo(401);
        assertThat(client.get("/gregor/internal/instance").statusCode()).isEqualTo(401);
        assertThat(get("/gregor/", ann)).isEqualTo(200);
        assertThat(get("/gregor/metrics", ann)).isEqualTo(403);
        assertThat(get("/gregor/internal/instance", ann)).isEqualTo(403);
    }

    private int get(String path, ApiKey key) {
        return client.get(path, "Authorization", "Bearer " + key.text()).statusCode();
    }

    @Test
    void saysThatItStopsWhileTheServerStillTakesRequests() throws Exception {
        startOpen();
        http.stop();
        HttpResponse<String> ready = client.get("/gregor/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(json(ready).path("detail").asText()).isEqualTo("The application stops");
        assertThat(client.get("/gregor/api/projections").statusCode()).isEqualTo(503);
        assertThat(client.get("/gregor/health/live").statusCode()).isEqualTo(200);
    }
}
