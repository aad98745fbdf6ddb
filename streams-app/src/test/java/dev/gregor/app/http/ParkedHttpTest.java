package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.projection.parked.ParkedEvents;
import dev.gregor.projection.parked.ParkedKey;
import dev.gregor.projection.parked.ParkingAnswer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parked events over HTTP; two of them, under the key {@code a/b}. */
class ParkedHttpTest {

    private static final String PARKED = "/api/projections/user-by-id/parked";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    /** Two events, of which the first fails again. */
    private static final class Two implements ParkedEvents {

        @Override
        public int size() {
            return 2;
        }

        @Override
        public List<ParkedKey> keys(int limit) {
            Instant since = Instant.parse("2026-01-31T10:00:00Z");
            return List.of(new ParkedKey("a/b", 3, "user/a/b/7", "user.renamed.v1", "because", 4, since, 2));
        }

        @Override
        public CompletableFuture<ParkingAnswer> retry(String key) {
            return CompletableFuture.completedFuture(
                    key.equals("a/b") ? new ParkingAnswer(0, 0, 2, "because") : new ParkingAnswer(0, 0, 0, null));
        }

        @Override
        public CompletableFuture<ParkingAnswer> discard(String key, String eventId) {
            return CompletableFuture.completedFuture(
                    eventId.equals("user/a/b/7")
                            ? new ParkingAnswer(1, 1, 0, null)
                            : new ParkingAnswer(0, 0, 2, "another"));
        }
    }

    @BeforeEach
    void park() {
        fakes.parked.put("user-by-id", new Two());
    }

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void listsKeysWithTheReason() {
        assertThat(client.get(PARKED).body())
                .isEqualTo("{\"parked\":[{\"key\":\"a/b\",\"partition\":3,\"event\":\"user/a/b/7\","
                        + "\"type\":\"user.renamed.v1\",\"reason\":\"because\",\"tries\":4,"
                        + "\"since\":\"2026-01-31T10:00:00Z\",\"events\":2}],\"silentInstances\":[]}");
        assertThat(client.get("/api/projections/nothing/parked").body()).contains("/problems/unknown-projection");
    }

    @Test
    void retriesAKey() {
        assertThat(send("POST", PARKED + "/a%2Fb/retry").body())
                .isEqualTo("{\"key\":\"a/b\",\"applied\":0,\"discarded\":0,\"parked\":2,\"reason\":\"because\"}");
        assertThat(send("POST", PARKED + "/c/retry").body()).contains("/problems/parked-not-found");
    }

    @Test
    void discardsTheEventThatIsNamed() {
        assertThat(send("DELETE", PARKED + "/a%2Fb?event=user/a/b/7").body())
                .isEqualTo("{\"key\":\"a/b\",\"applied\":1,\"discarded\":1,\"parked\":0}");
        assertThat(send("DELETE", PARKED + "/a%2Fb?event=user/a/b/8").body()).contains("\"discarded\":0,\"parked\":2");
        assertThat(send("DELETE", PARKED + "/a%2Fb").body()).contains("/problems/invalid-request", "event is missing");
    }

    @Test
    void tellsWhatNothingServesFromWhatThereIsNot() {
        fakes.parked.clear();
        fakes.unserved.put("user-by-id", "Version 2 serves");
        fakes.parked.put("user-by-id/3", new Two());

        assertThat(client.get(PARKED).statusCode()).isEqualTo(503);
        assertThat(client.get(PARKED).body()).contains("/problems/unavailable", "Version 2 serves");
        assertThat(client.get("/health/ready").body())
                .contains("\"status\":\"ready\"", "'user-by-id' answers no queries here: Version 2 serves");
        assertThat(client.get(PARKED + "?version=3").statusCode()).isEqualTo(200);
        assertThat(client.get(PARKED + "?version=4").body()).contains("/problems/invalid-request", "version");
    }

    @Test
    void isReadyWithAWarning() {
        HttpResponse<String> ready = client.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"status\":\"ready\"", "'user-by-id' has parked events here: 2");
    }

    private HttpResponse<String> send(String method, String path) {
        return client.send(client.request(path).method(method, BodyPublishers.noBody()));
    }
}
