package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginTest {

    private static final String PAGE = "https://app.example.com";
    private static final String ALLOWED = "Access-Control-Allow-Origin";
    private static final String EXPOSED = "Access-Control-Expose-Headers";

    private static HttpHeaders preflight(Fakes fakes, String origin, String path) {
        Client client = new Client(fakes.server.url());
        return client.send(client.request(
                                path,
                                "Origin",
                                origin,
                                "Access-Control-Request-Method",
                                "POST",
                                "Access-Control-Request-Headers",
                                "content-type,if-match")
                        .method("OPTIONS", BodyPublishers.noBody()))
                .headers();
    }

    @Test
    void isOffUnlessItIsAskedFor() {
        try (Fakes fakes = new Fakes()) {
            HttpResponse<String> answer = new Client(fakes.server.url()).get("/api/aggregates/user/42", "Origin", PAGE);
            assertThat(answer.headers().firstValue(ALLOWED)).isEmpty();
            assertThat(preflight(fakes, PAGE, "/api/aggregates/user/42").firstValue(ALLOWED))
                    .isEmpty();
        }
    }

    @Test
    void letsAPageOfAnAllowedOriginAskAndSeeWhatMatters() {
        try (Fakes fakes = new Fakes(List.of("http://localhost:3000", PAGE))) {
            HttpHeaders headers = new Client(fakes.server.url())
                    .get("/api/aggregates/user/42", "Origin", PAGE)
                    .headers();
            assertThat(headers.firstValue(ALLOWED)).contains(PAGE);
            assertThat(headers.firstValue(EXPOSED).orElse("").split(","))
                    .contains("ETag", "Location", "Gregor-Position", "Retry-After");
            assertThat(headers.allValues("Vary")).contains("Origin");
        }
    }

    @Test
    void allowsWhatACommandNeeds() {
        try (Fakes fakes = new Fakes(List.of(PAGE))) {
            HttpHeaders headers = preflight(fakes, PAGE, "/api/aggregates/user/42/commands/activate");
            assertThat(headers.firstValue(ALLOWED)).contains(PAGE);
            assertThat(headers.firstValue("Access-Control-Allow-Methods")
                            .orElse("")
                            .split(","))
                    .contains("GET", "POST", "DELETE");
            assertThat(headers.firstValue("Access-Control-Allow-Headers")
                            .orElse("")
                            .split(","))
                    .contains("Content-Type", "If-Match", "Idempotency-Key", "Last-Event-ID");
            assertThat(headers.firstValue("Access-Control-Allow-Credentials")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://appxexample.com", "http://app.example.com", "https://app.example.com.evil.org"})
    void refusesOtherOrigins(String origin) {
        try (Fakes fakes = new Fakes(List.of(PAGE))) {
            HttpResponse<String> answer =
                    new Client(fakes.server.url()).get("/api/aggregates/user/42", "Origin", origin);
            assertThat(answer.headers().firstValue(ALLOWED)).isEmpty();
            assertThat(preflight(fakes, origin, "/").firstValue(ALLOWED)).isEmpty();
        }
    }

    @Test
    void concernsProblemsAndTheFormsOfAResourceToo() {
        try (Fakes fakes = new Fakes(List.of("*"))) {
            Client client = new Client(fakes.server.url());
            assertThat(client.get("/nowhere", "Origin", PAGE).headers().firstValue(ALLOWED))
                    .isPresent();
            assertThat(client.get("/", "Origin", PAGE).headers().allValues("Vary"))
                    .contains("Origin", "Accept");
        }
    }

    @Test
    void concernsStreams() throws Exception {
        try (Fakes fakes = new Fakes(List.of(PAGE))) {
            HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                    .send(
                            new Client(fakes.server.url())
                                    .request(
                                            "/api/projections/user-by-id/42",
                                            "Accept",
                                            "text/event-stream",
                                            "Origin",
                                            PAGE)
                                    .build(),
                            BodyHandlers.ofInputStream());
            assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            assertThat(stream.headers().firstValue(ALLOWED)).contains(PAGE);
            assertThat(stream.headers().allValues("Vary")).contains("Origin", "Accept");
            stream.body().close();
        }
    }
}
