package dev.gregor.app.http;

import static dev.gregor.app.http.CommandHttpTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RootTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void namesWhatIsServed() {
        HttpResponse<String> response = client.get("/");
        JsonNode served = Client.json(response);

        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(served.path("version").asText()).isEqualTo("1.2.3");
        assertThat(served.at("/aggregates/0/state").asText()).isEqualTo("/api/aggregates/user/{id}");
        assertThat(served.at("/aggregates/0/commands"))
                .extracting(JsonNode::asText)
                .contains("/api/aggregates/user/{id}/commands/change-email");
        assertThat(served.path("commands").asText()).isEqualTo("/api/commands");
        assertThat(served.at("/projections/0/rows").asText()).isEqualTo("/api/projections/user-by-id");
    }

    @Test
    void eachLinkLeadsSomewhere() {
        assertThat(Client.json(client.get("/")).path("links"))
                .isNotEmpty()
                .filteredOn(link -> !link.asText().equals("/api/events")) // Goes on for as long as its client.
                .allSatisfy(link ->
                        assertThat(client.get(link.asText()).statusCode()).isEqualTo(200));
    }

    @Test
    void isAPageForABrowser() {
        HttpResponse<String> response = client.get("/", "Accept", BROWSER);

        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html;");
        assertThat(response.headers().firstValue("Vary")).contains("Accept");
        assertThat(response.body())
                .contains("color-scheme: light dark", "<a href=\"/docs\">", "<a href=\"/api/projections/user-by-id\">")
                .contains("POST /api/aggregates/user/{id}/commands/register")
                .doesNotContain("{version}", "{list}");
    }

    @Test
    void hasNoOtherForm() {
        problem(client.get("/", "Accept", "image/png"), 406, "/problems/not-acceptable");
        assertThat(client.get("/", "Accept", "application/json").body()).startsWith("{");
    }
}
