package dev.gregor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gregor.node.settings.Settings;
import dev.gregor.node.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The image and the manifests agree with each other and with the application. */
class DeployTest {

    private static final Path DEPLOY = Path.of("../deploy");
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Dockerfile image = Dockerfile.read(DEPLOY.resolve("Dockerfile"));
    private final Manifests manifests = Manifests.read(DEPLOY.resolve("kubernetes"));

    DeployTest() throws IOException {}

    @Test
    void givesTheApplicationSettingsThatItKnows() {
        Settings settings = settings(Map.of());

        assertThat(settings.cluster().bootstrapServers()).isNotNull();
        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(settings.instance().applicationServer()).isEqualTo("gregor-0.gregor-instances:8080");
        assertThatThrownBy(() -> settings(Map.of("GREGOR_PARTITION", "12"))).isInstanceOf(SettingsException.class);
    }

    @Test
    void isNotDisturbedByTheVariablesOfItsServices() {
        Map<String, String> ofServices = Map.of(
                "GREGOR_SERVICE_HOST", "10.0.0.7",
                "GREGOR_SERVICE_PORT", "80",
                "GREGOR_SERVICE_PORT_HTTP", "80",
                "GREGOR_PORT", "tcp://10.0.0.7:80",
                "GREGOR_PORT_80_TCP", "tcp://10.0.0.7:80",
                "GREGOR_PORT_80_TCP_ADDR", "10.0.0.7",
                "GREGOR_INSTANCES_SERVICE_HOST", "10.0.0.8");

        assertThat(settings(ofServices)).isEqualTo(settings(Map.of()));
    }

    @Test
    void listensOnOnePortEverywhere() {
        int port = settings(Map.of()).http().port();

        assertThat(image.argument("EXPOSE")).isEqualTo("" + port);
        assertThat(manifests.container().at("/ports/0/containerPort").asInt()).isEqualTo(port);
        assertThat(settings(Map.of()).instance().applicationServer()).endsWith(":" + port);
        String name = manifests.container().at("/ports/0/name").asText();
        assertThat(manifests.objects().values())
                .filteredOn(object -> object.path("kind").asText().equals("Service"))
                .hasSize(2)
                .allSatisfy(service ->
                        assertThat(Manifests.valuesOf(service, "targetPort")).containsOnly(name));
        assertThat(Manifests.valuesOf(manifests.container(), "port")).hasSize(3).containsOnly(name);
    }

    @Test
    void namesInstancesAlsoWhileTheyAreNotReady() {
        String governing =
                manifests.object("StatefulSet/gregor").at("/spec/serviceName").asText();
        JsonNode service = manifests.object("Service/" + governing).path("spec");

        assertThat(service.path("clusterIP").asText()).isEqualTo("None");
        assertThat(service.path("publishNotReadyAddresses").asBoolean()).isTrue();
        assertThat(settings(Map.of()).instance().applicationServer()).contains("." + governing + ":");
    }

    @Test
    void selectsThePodsByTheirLabels() {
        JsonNode labels = manifests.pod().at("/metadata/labels");

        assertThat(manifests.object("StatefulSet/gregor").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        assertThat(manifests.object("PodDisruptionBudget/gregor").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        assertThat(manifests.object("Service/gregor").at("/spec/selector")).isEqualTo(labels);
        assertThat(manifests.object("Service/gregor-instances").at("/spec/selector"))
                .isEqualTo(labels);
    }

    @Test
    void keepsTheDataFolderOnTheVolumeThatIsClaimed() {
        String claim = manifests
                .object("StatefulSet/gregor")
                .at("/spec/volumeClaimTemplates/0/metadata/name")
                .asText();

        assertThat(image.argument("VOLUME")).isEqualTo(image.environment().get("GREGOR_DATA_DIR"));
        assertThat(Manifests.elements(manifests.container().path("volumeMounts")))
                .filteredOn(mount -> mount.path("name").asText().equals(claim))
                .extracting(mount -> mount.path("mountPath").asText())
                .containsExactly(settings(Map.of()).instance().dataDir().toString());
    }

    @Test
    void leavesTimeToStop() throws IOException {
        JsonNode before = manifests.container().at("/lifecycle/preStop/exec/command");
        long seconds = manifests.pod().at("/spec/terminationGracePeriodSeconds").asLong();

        assertThat(Duration.ofSeconds(seconds))
                .isGreaterThan(STOP.plusSeconds(before.path(1).asLong()));
        assertThat(image.argument("ENTRYPOINT"))
                .startsWith("[\"java\", ")
                .endsWith("-jar\", \"/app/streams-app.jar\"]");
        assertThat(image.argument("COPY")).isEqualTo("streams-app.jar /app/streams-app.jar");
    }

    @Test
    void runsAsTheUserOfTheImage() {
        JsonNode security = manifests.pod().at("/spec/securityContext");

        assertThat(image.argument("USER"))
                .isEqualTo(security.path("runAsUser").asText()
                        + ':'
                        + security.path("runAsGroup").asText());
        assertThat(security.path("fsGroup")).isEqualTo(security.path("runAsGroup"));
        assertThat(security.path("runAsUser").asInt()).isPositive();
    }

    @Test
    void takesTheSettingsOfTheMap() {
        assertThat(Manifests.valuesOf(manifests.container().at("/envFrom/0"), "name"))
                .containsExactly(manifests
                        .object("ConfigMap/gregor")
                        .at("/metadata/name")
                        .asText());
    }

    private Settings settings(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(image.environment());
        environment.putAll(manifests.environment());
        environment.putAll(more);
        return Settings.read(Map.of(), "", environment);
    }
}
