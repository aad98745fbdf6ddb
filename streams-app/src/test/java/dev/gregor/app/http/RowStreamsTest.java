package dev.gregor.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gregor.app.http.instance.RemoteRows;
import dev.gregor.app.http.instance.RowExchange;
import dev.gregor.event.log.KeyRange;
import dev.gregor.failure.TransientException;
import dev.gregor.projection.build.BuildId;
import dev.gregor.projection.gateway.EncodedRow;
import dev.gregor.projection.gateway.PartitionQuery;
import dev.gregor.projection.query.Row;
import dev.gregor.user.UserRow;
import dev.gregor.user.UserStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows as they change, as clients and other instances see them. */
class RowStreamsTest {

    private static final String ROW = "/api/projections/user-by-id/42";
    private static final String JOHN = "data:"
            + " {\"key\":\"42\",\"value\":{\"username\":\"john\",\"email\":\"john@example.com\",\"status\":\"ACTIVE\"}}";

    private final Fakes fakes = new Fakes();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        fakes.close();
    }

    /** The lines of a stream, as they come. */
    private final class Lines implements AutoCloseable {

        private final List<String> seen = new CopyOnWriteArrayList<>();
        private final HttpResponse<Stream<String>> response;
        private final CompletableFuture<Void> end;

        Lines(String path) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create(fakes.server.url() + path))
                    .header("Accept", "text/event-stream")
                    .build();
            response = client.send(request, BodyHandlers.ofLines());
            end = CompletableFuture.runAsync(
                    () -> {
                        try (Stream<String> lines = response.body()) {
                            lines.filter(line -> !line.isEmpty()).forEach(seen::add);
                        } catch (UncheckedIOException cut) {
                            seen.add("cut");
                        }
                    },
                    work -> new Thread(work).start());
        }

        @Override
        public void close() {
            response.body().close();
        }
    }

    private static void awaitSubscriber(SubmissionPublisher<?> publisher, int count) {
        await().until(() -> publisher.getNumberOfSubscribers() == count);
    }

    @Test
    void sendEachChange() throws Exception {
        try (Lines lines = new Lines(ROW)) {
            assertThat(lines.response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            awaitSubscriber(fakes.live, 1);
            fakes.live.submit(Optional.of(Fakes.row()));
            fakes.live.submit(Optional.empty());

            await().untilAsserted(() -> assertThat(lines.seen)
                    .containsExactly("retry: 1000", JOHN, "data: {\"key\":\"42\",\"value\":null}"));
            assertThat(lines.end).isNotDone();
        }
    }

    @Test
    void tellOfARowThatCannotBeShownAndGoOn() throws Exception {
        try (Lines lines = new Lines(ROW)) {
            awaitSubscriber(fakes.live, 1);
            fakes.live.submit(Optional.of(new Row("42", new UserRow("john", "john@example.com", UserStatus.ACTIVE) {
                @Override
                public Object get(int field) {
                    throw new StackOverflowError();
                }
            })));
            fakes.live.submit(Optional.of(Fakes.row()));

            await().untilAsserted(() -> assertThat(lines.seen).contains(JOHN));
            assertThat(lines.seen.get(1)).isEqualTo("event: unreadable");
            assertThat(lines.seen.get(2))
                    .contains("\"/problems/unreadable\"", "Row '42' cannot be shown as JSON: it is nested too deep");
        }
    }

    @Test
    void endWhenTheRowMovesAwaySoThatTheClientComesBack() throws Exception {
        try (Lines lines = new Lines(ROW)) {
            awaitSubscriber(fakes.live, 1);
            fakes.live.closeExceptionally(new TransientException("it moves"));

            await().until(lines.end::isDone);
            assertThat(lines.seen).containsExactly("retry: 1000");
        }
    }

    @Test
    void endWithTheServer() throws Exception {
        try (Lines lines = new Lines(ROW)) {
            awaitSubscriber(fakes.live, 1);
            fakes.server.close();

            await().until(lines.end::isDone);
            assertThat(lines.seen).containsExactly("retry: 1000");
        }
    }

    @Test
    void takeNoMoreThanAreAllowed() throws Exception {
        try (Lines first = new Lines(ROW);
                Lines second = new Lines(ROW);
                Lines third = new Lines(ROW)) {
            assertThat(List.of(first.response.statusCode(), second.response.statusCode()))
                    .containsOnly(200);
            assertThat(third.response.statusCode()).isEqualTo(503);
        }
    }

    @Test
    void forgetAClientThatLeaves() throws Exception {
        Lines lines = new Lines(ROW);
        awaitSubscriber(fakes.live, 1);
        lines.close();

        await().until(() -> {
            fakes.live.submit(Optional.of(Fakes.row()));
            return !fakes.live.hasSubscribers();
        });
    }

    @Test
    void answerAsAQueryWhatCannotBeRead() throws Exception {
        assertThat(new Lines("/api/projections/nothing/7").response.statusCode())
                .isEqualTo(404);
        assertThat(new Lines("/api/projections/user-by-id/late").response.statusCode())
                .isEqualTo(504);
        assertThat(new Lines("/api/projections/user-by-id/moving").response.statusCode())
                .isEqualTo(503);
        assertThat(new Lines("/api/projections/user-by-id/unborn").response.statusCode())
                .isEqualTo(200);
    }

    @Test
    void goFromInstanceToInstance() {
        Bytes key = Bytes.wrap(new byte[] {4, 2});
        PartitionQuery query = new PartitionQuery(
                "user-by-id", BuildId.first(2), 3, new KeyRange(key, Bytes.wrap(new byte[] {4, 2, 0}), 1, false), null);
        List<List<EncodedRow>> seen = new CopyOnWriteArrayList<>();
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        HttpRequest request = HttpRequest.newBuilder(URI.create(fakes.server.url() + RowExchange.livePath(query)))
                .build();
        new RemoteRows("there:1", gatherer(seen, end)).ask(client, request);
        awaitSubscriber(fakes.liveRows, 1);
        fakes.liveRows.submit(List.of(new EncodedRow(key, new byte[] {1})));
        fakes.liveRows.submit(List.of());

        await().until(() -> seen.size() == 2);
        assertThat(seen.get(0)).singleElement().satisfies(row -> {
            assertThat(row.key()).isEqualTo(key);
            assertThat(row.value()).containsExactly(1);
        });
        assertThat(seen.get(1)).isEmpty();
        fakes.liveRows.close();
        assertThat(end.join()).isInstanceOf(TransientException.class);
    }

    @Test
    void failIfTheOtherInstanceRefuses() {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        HttpRequest request = HttpRequest.newBuilder(URI.create(fakes.server.url() + "/internal/nothing"))
                .build();
        new RemoteRows("there:1", gatherer(new CopyOnWriteArrayList<>(), end)).ask(client, request);
        assertThat(end.join()).isInstanceOf(TransientException.class).hasMessageContaining("404");
    }

    private static Flow.Subscriber<List<EncodedRow>> gatherer(
            List<List<EncodedRow>> seen, CompletableFuture<Throwable> end) {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(List<EncodedRow> rows) {
                seen.add(rows);
            }

            @Override
            public void onError(Throwable failure) {
                end.complete(failure);
            }

            @Override
            public void onComplete() {
                end.completeExceptionally(new AssertionError("It ends without a reason"));
            }
        };
    }
}
