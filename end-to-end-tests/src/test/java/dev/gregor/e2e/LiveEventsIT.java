package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Live events as their clients see them. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class LiveEventsIT {

    private static final String LIVE = "/api/events/user";

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static JarProcess app;

    @SuppressWarnings("NullAway.Init")
    private static EventStream untilTheEnd;

    @BeforeAll
    static void start() throws java.io.IOException {
        Path config = dir.resolve("gregor.properties");
        java.nio.file.Files.writeString(config, "gregor.http.max-streams=12\n");
        app = JarProcess.start(dir.resolve("data"), "--config", config.toString());
        untilTheEnd = app.stream(LIVE);
    }

    @AfterAll
    static void stop() {
        app.close();
        await().untilAsserted(() -> assertThat(untilTheEnd.hasEnded()).isTrue());
        assertThat(app.output()).doesNotContain("\tat ", "Exception");
    }

    private static void register(String prefix, int from, int to) {
        for (int i = from; i < to; i++) {
            String body = "{\"username\":\"%s%d\",\"email\":\"user%d@example.com\"}".formatted(prefix, i, i);
            assertThat(app.post("/api/aggregates/user/" + prefix + i + "/commands/register", body)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void goesOnWithoutLossOrRepeat() {
        List<String> seen = new ArrayList<>();
        String lastEventId;
        try (EventStream first = app.stream(LIVE)) {
            register("live", 0, 10);
            await().untilAsserted(() -> assertThat(first.of("data")).hasSize(10));
            seen.addAll(first.of("data").subList(0, 7));
            lastEventId = first.of("id").get(6);
        }
        register("live", 10, 20);
        try (EventStream next = app.stream(LIVE, "Last-Event-ID", lastEventId)) {
            register("live", 20, 25);
            await().untilAsserted(() -> assertThat(next.of("data")).hasSize(18));
            seen.addAll(next.of("data"));
            assertThat(next.of("event")).containsOnly("user.registered.v1");
        }
        assertThat(seen).hasSize(25).doesNotHaveDuplicates().allMatch(data -> data.contains("\"aggregateId\":\"live"));
    }

    @Test
    void loseNothingBeforeTheFirstEvent() {
        String place;
        try (EventStream early = app.stream(LIVE)) {
            place = early.lastEventId();
        }
        register("early", 0, 3);
        try (EventStream next = app.stream(LIVE, "Last-Event-ID", place)) {
            await().untilAsserted(() -> assertThat(next.of("data")).hasSize(3));
        }
    }

    @Test
    void takeNoMoreStreamsThanAreAllowed() {
        List<EventStream> open = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        for (int i = 0; i <= 12; i++) {
                            open.add(app.stream(LIVE));
                        }
                    })
                    .hasMessageContaining("503");
            assertThat(open).isNotEmpty();
        } finally {
            open.forEach(EventStream::close);
        }
    }

    @Test
    void startAtTheFirstEventIfAsked() {
        register("first", 0, 2);
        try (EventStream all = app.stream(LIVE + "?from=beginning")) {
            await().untilAsserted(() ->
                    assertThat(all.of("data")).anyMatch(data -> data.contains("\"id\":\"user/first1/1\"")));
        }
    }

    @Test
    void refuseWhatTheyCannotServe() {
        assertThat(app.get(LIVE, "Last-Event-ID", "nonsense").body())
                .contains("/problems/invalid-request", "Last-Event-ID", "nonsense");
        assertThat(app.get(LIVE, "Last-Event-ID", "user:99.99.99.99").statusCode())
                .isEqualTo(400);
        assertThat(app.get(LIVE + "?from=here").statusCode()).isEqualTo(400);
        assertThat(app.get(LIVE, "Accept", "application/json").statusCode()).isEqualTo(406);
        assertThat(app.get("/api/events/nothing").statusCode()).isEqualTo(404);
    }
}
