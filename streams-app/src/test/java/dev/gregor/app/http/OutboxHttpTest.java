package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gregor.failure.TransientException;
import dev.gregor.messaging.outbox.OutboxFilter;
import dev.gregor.messaging.outbox.OutboxOperations;
import dev.gregor.messaging.outbox.PendingTopic;
import dev.gregor.messaging.outbox.Republished;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request asks of an outbox, and how it answers. OutboxOperationsTest of {@code sql} asks a table. */
class OutboxHttpTest {

    private static final String OUTBOX = "/api/outbox";
    private static final Instant OLDEST = Instant.parse("2026-01-31T10:00:00Z");

    private final Fakes fakes = new Fakes();
    private final Client client = new Client(fakes.server.url());
    private final Asked asked = new Asked();

    /** Notes what it is asked. */
    private static final class Asked implements OutboxOperations {

        private final List<Object> questions = new ArrayList<>();
        private volatile List<PendingTopic> pending = List.of();

        @Override
        public List<PendingTopic> pendingTopics() {
            return pending;
        }

        @Override
        public Republished republish(OutboxFilter filter, Optional<String> cursor, int limit) {
            if (cursor.equals(Optional.of("down"))) {
                throw new TransientException("The database does not answer");
            }
            if (cursor.equals(Optional.of("x"))) {
                throw new IllegalArgumentException("'x' is no cursor");
            }
            questions.addAll(List.of(filter, cursor, limit));
            return new Republished(limit, cursor.isEmpty() ? Optional.of("17") : Optional.empty());
        }

        @Override
        public int cleanUp(Instant before, int limit) {
            questions.addAll(List.of(before, limit));
            return 5;
        }
    }

    @BeforeEach
    void serve() {
        fakes.messaging.outbox = asked;
    }

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void tellsWhatIsPendingInAllAndByTopic() {
        assertThat(client.get(OUTBOX).body()).isEqualTo("{\"pending\":0,\"oldest\":null,\"topics\":[]}");
        asked.pending =
                List.of(new PendingTopic("missing", 2, OLDEST), new PendingTopic("orders", 1, OLDEST.plusSeconds(1)));
        assertThat(client.get(OUTBOX).body())
                .isEqualTo(
                        "{\"pending\":3,\"oldest\":\"2026-01-31T10:00:00Z\",\"topics\":[{\"topic\":\"missing\",\"pending\":2,\"oldest\":\"2026-01-31T10:00:00Z\"},{\"topic\":\"orders\",\"pending\":1,\"oldest\":\"2026-01-31T10:00:01Z\"}]}");
    }

    @Test
    void publishesAgainPageByPage() {
        assertThat(client.post(OUTBOX + "/republish?topic=orders&key=4%202&type=order.placed.v1&limit=7")
                        .body())
                .isEqualTo("{\"republished\":7,\"cursor\":\"17\"}");
        assertThat(client.post(OUTBOX + "/republish?all=true&cursor=17").body())
                .isEqualTo("{\"republished\":1000,\"cursor\":null}");
        assertThat(asked.questions)
                .containsExactly(
                        new OutboxFilter("orders", "4 2", "order.placed.v1"),
                        Optional.empty(),
                        7,
                        OutboxFilter.all(),
                        Optional.of("17"),
                        1000);
    }

    @Test
    void deletesWhatWasPublishedBeforeATime() {
        assertThat(client.post(OUTBOX + "/clean-up?before=2026-01-31T10:00:00Z").body())
                .isEqualTo("{\"deleted\":5,\"more\":false}");
        assertThat(client.post(OUTBOX + "/clean-up?before=2026-01-31T12:00:00%2B02:00&limit=5")
                        .body())
                .isEqualTo("{\"deleted\":5,\"more\":true}");
        assertThat(asked.questions).containsExactly(OLDEST, 1000, OLDEST, 5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "republish|400|invalid-request|all is missing, expected true, or a filter",
                "republish?all=false|400|invalid-request|all is missing",
                "republish?all=yes|400|invalid-request|true or false",
                "republish?topic=orders&limit=0|400|invalid-request|a number from 1 to 100000",
                "republish?topic=orders&cursor=x|400|invalid-request|cursor is 'x', expected the cursor of the answer before",
                "republish?topic=orders&cursor=down|503|unavailable|The database does not answer",
                "republish?topics=orders|400|invalid-request|did you mean topic?",
                "clean-up|400|invalid-request|before is missing",
                "clean-up?before=yesterday|400|invalid-request|RFC 3339",
                "clean-up?before=2026-01-31T10:00:00Z&limit=100001|400|invalid-request|a number from 1 to 100000"
            })
    void refusesWhatIsNotMeant(String path, int status, String type, String detail) {
        assertProblem(client.post(OUTBOX + '/' + path), status, type, detail);
        assertThat(asked.questions).isEmpty();
    }

    @Test
    void saysHowToGiveOne() {
        fakes.messaging.outbox = null;
        assertProblem(client.get(OUTBOX), 404, "no-outbox", "Gregor.configure().outbox(...)");
        assertProblem(client.post(OUTBOX + "/republish?all=true"), 404, "no-outbox", "Gregor.configure()");
        assertProblem(
                client.post(OUTBOX + "/clean-up?before=2026-01-31T10:00:00Z"), 404, "no-outbox", "Gregor.configure()");
        fakes.obstacle = "The application starts";
        assertProblem(client.get(OUTBOX), 503, "not-ready", "starts");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type, String detail) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Client.json(answer).path("type").asText()).isEqualTo("/problems/" + type);
        assertThat(Client.json(answer).path("detail").asText()).contains(detail);
    }
}
