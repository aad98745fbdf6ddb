package dev.gregor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.app.http.HttpServer;
import dev.gregor.app.http.access.HttpAccess;
import dev.gregor.app.http.api.Api;
import dev.gregor.app.http.api.Backend;
import dev.gregor.app.http.api.Readiness;
import dev.gregor.app.http.asyncapi.Channels;
import dev.gregor.messaging.envelope.MessageTypes;
import dev.gregor.node.settings.Settings;
import dev.gregor.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the probes of the manifests and of the image ask is answered by the application, before it is ready too. */
class ProbesTest {

    private final HttpServer server = HttpServer.start(
            Settings.of(Map.of("gregor.http.port", "0"), "ProbesTest").http(),
            Api.of(
                    "1",
                    List.of(),
                    List.of(),
                    new Channels("app", Topics.unprefixed(), 1, false, Set.of(), MessageTypes.none(), List.of()),
                    new Restoring(),
                    all -> ""),
            HttpAccess.OPEN);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersTheProbesWhileItRestores() throws Exception {
        var container = Manifests.read(Path.of("../deploy/kubernetes")).container();

        assertThat(status(container.at("/startupProbe/httpGet/path").asText())).isEqualTo(200);
        assertThat(status(container.at("/livenessProbe/httpGet/path").asText())).isEqualTo(200);
        assertThat(status(container.at("/readinessProbe/httpGet/path").asText()))
                .isEqualTo(503);
    }

    @Test
    void answersTheHealthCheckOfTheImage() throws Exception {
        String check = Dockerfile.read(Path.of("../deploy/Dockerfile")).argument("HEALTHCHECK");
        String command =
                check.substring(check.indexOf("exec 3"), check.lastIndexOf('"')).replace("\\\\", "\\");

        assertThat(exitCode(command, server.port())).isZero();
        assertThat(exitCode(command.replace("/health/live", "/health/ready"), server.port()))
                .isNotZero();
    }

    private static int exitCode(String command, int port) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command);
        builder.environment().put("GREGOR_HTTP_PORT", "" + port);
        return builder.start().waitFor();
    }

    private int status(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.url() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private record Restoring() implements Readiness {
        @Override
        public String instance() {
            return "0";
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.of("Partition 3 is restored");
        }

        @Override
        public Optional<Backend> backend() {
            return Optional.empty();
        }
    }
}
