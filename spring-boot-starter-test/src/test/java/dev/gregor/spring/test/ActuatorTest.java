package dev.gregor.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.springbank.BankApplication;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/**
 * What Actuator shows of the example. Its context is that of {@code AccountControllerTest}, and the context of {@code BankTest}, which
 * runs between the two, has another node.
 */
@SpringBootTest(classes = BankApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class ActuatorTest {

    @Value("${local.server.port}")
    private int port;

    private JsonNode get(String path) throws IOException {
        return new ObjectMapper()
                .readTree(RestClient.create("http://127.0.0.1:" + port + "/actuator")
                        .get()
                        .uri(path)
                        .retrieve()
                        .body(String.class));
    }

    @Test
    void isReadyAsTheNodeIs() throws IOException {
        JsonNode readiness = get("/health/readiness");
        assertThat(readiness.path("status").asText()).isEqualTo("UP");
        assertThat(readiness.at("/components/gregor/details/application").asText())
                .isEqualTo("bank");
        assertThat(get("/health/liveness").at("/components").toString()).doesNotContain("gregor");
    }

    @Test
    void showsWhatTheNodeRuns() throws IOException {
        JsonNode node = get("/gregor");
        assertThat(node.path("obstacle").isNull()).isTrue();
        assertThat(node.at("/aggregates/0/type").asText()).isEqualTo("account");
        assertThat(node.at("/aggregates/0/commands").toString()).contains("account.open.v1");
        assertThat(node.at("/readModels/0/name").asText()).isEqualTo("accounts-by-owner");
        assertThat(node.at("/readModels/0/state").asText()).isEqualTo("RUNNING");
        assertThat(node.path("deadLetters").isArray()).isTrue();
    }

    @Test
    void hasTheMetricsOfTheNodeInTheRegistryOfSpringBoot() throws IOException {
        assertThat(get("/metrics").path("names").toString()).contains("gregor.command", "gregor.application.failing");
    }

    @Test
    void observesCommandsAndQueries() throws IOException {
        RestClient.create("http://127.0.0.1:" + port)
                .put()
                .uri("/accounts/observed")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"owner\":\"ann\"}")
                .retrieve()
                .toBodilessEntity();
        assertThat(get("/metrics/gregor.command.send").path("availableTags").toString())
                .contains("account.open.v1", "accepted");
        assertThat(get("/metrics/gregor.query").path("availableTags").toString())
                .contains("accounts-by-owner");
    }
}
