package dev.gregor.app.http;

import static dev.gregor.app.http.Client.json;
import static dev.gregor.app.http.CommandHttpTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.position.Position;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsHttpTest {

    private static final String IDS = "/api/aggregates/user";

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());

    @AfterEach
    void close() {
        fakes.close();
    }

    private static List<String> ids(HttpResponse<String> response) {
        List<String> ids = new ArrayList<>();
        json(response).path("ids").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    @Test
    void listsTheIdsOfAllPartitionsInTheirOrder() {
        assertThat(client.get(IDS).body())
                .isEqualTo("{\"ids\":[\"00\",\"01\",\"02\",\"03\",\"10\",\"11\",\"12\",\"13\"]," + "\"cursor\":null}");
        assertThat(ids(client.get(IDS + "?prefix=1&order=desc"))).containsExactly("13", "12", "11", "10");
        assertThat(ids(client.get(IDS + "?from=02&to=11"))).containsExactly("02", "03", "10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"asc", "desc"})
    void goesOnAfterEachPage(String order) {
        List<String> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            HttpResponse<String> page = client.get(IDS + "?limit=3&order=" + order + "&cursor=" + cursor);
            all.addAll(ids(page));
            cursor = json(page).path("cursor").textValue();
        }
        assertThat(all).isEqualTo(ids(client.get(IDS + "?order=" + order)));
    }

    @Test
    void namesThePartitionsThatWouldBeMissing() {
        fakes.log.unreadable.addAll(List.of(1, 2));
        HttpResponse<String> response = client.get(IDS);
        problem(response, 503, "/problems/unavailable");
        assertThat(json(response).path("detail").asText())
                .isEqualTo("The ids of 'user' would not be complete: partition 1 is missing (it moves), partition 2 is"
                        + " missing (it moves)");
    }

    @Test
    void waitsForAPosition() {
        Position written = new Position("user", 2, 7);
        problem(client.get(IDS + "?after=user:2:7"), 504, "/problems/not-caught-up");
        fakes.log.positions.advance(2, written);
        assertThat(ids(client.get(IDS, "Gregor-Position", "user:2:7"))).hasSize(8);
    }

    @Test
    void answersOtherInstancesForOnePartition() {
        String path = "/internal/aggregates/user/partitions/2/ids";
        assertThat(client.get(path + "?limit=9&descending=true").body()).isEqualTo("{\"ids\":[\"12\",\"02\"]}");
        problem(client.get(path + "?after=user:2:7"), 504, "/problems/not-caught-up");
        problem(client.get(path + "?from=%21"), 400, "/problems/invalid-request");
    }

    @Test
    void refusesWhatThereIsNot() {
        problem(client.get("/api/aggregates/nobody"), 404, "/problems/unknown-aggregate-type");
        problem(client.get(IDS + "?order=up"), 400, "/problems/invalid-request");
        problem(client.get(IDS + "?limit=1001"), 400, "/problems/invalid-request");
    }
}
