package dev.gregor.benchmarks.write.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gregor.benchmarks.account.BenchmarkAccount;
import dev.gregor.benchmarks.store.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;

/** Gregor's application over HTTP, by batches: of the deposits that come while others are under way, up to 1,000 are one request. */
final class HttpBatchSystem implements WriteSystem {

    private static final int MAX_DEPOSITS = 1000;

    /** So that one is gathered while the other one is answered. */
    private static final int MAX_BATCHES = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpSystem http;
    private final Queue<Deposit> gathered = new ArrayDeque<>();
    private int batches;

    private HttpBatchSystem(HttpSystem http) {
        this.http = http;
    }

    private record Deposit(String json, CompletableFuture<Answer> answer) {}

    static HttpBatchSystem start(Place place) {
        return new HttpBatchSystem(HttpSystem.start(place));
    }

    @Override
    public CompletableFuture<Answer> deposit(int account, long expectedVersion) {
        String match = expectedVersion == ANY_VERSION ? "" : ",\"If-Match\":\"\\\"" + expectedVersion + "\\\"\"";
        String json =
                "{\"aggregateType\":\"%s\",\"aggregateId\":\"%s\",\"type\":\"deposit\",\"headers\":{\"Idempotency-Key\":\"%s\"%s},\"data\":%s}%n"
                        .formatted(
                                BenchmarkAccount.TYPE,
                                Accounts.name(account),
                                UUID.randomUUID(),
                                match,
                                HttpSystem.BODY);
        Deposit deposit = new Deposit(json, new CompletableFuture<>());
        synchronized (gathered) {
            gathered.add(deposit);
        }
        sendGathered();
        return deposit.answer();
    }

    private void sendGathered() {
        List<Deposit> batch = new ArrayList<>();
        synchronized (gathered) {
            if (batches == MAX_BATCHES || gathered.isEmpty()) {
                return;
            }
            batches++;
            while (batch.size() < MAX_DEPOSITS && !gathered.isEmpty()) {
                batch.add(gathered.remove());
            }
        }
        send(batch);
    }

    private void send(List<Deposit> batch) {
        StringBuilder lines = new StringBuilder();
        batch.forEach(each -> lines.append(each.json()));
        http.post("/api/commands")
                .body(new StringRequestContent("application/x-ndjson", lines.toString()))
                .send(new Answers(batch));
    }

    private void ended() {
        synchronized (gathered) {
            batches--;
        }
        sendGathered();
    }

    /** Takes answers as they come. */
    private final class Answers implements Response.ContentListener, Response.CompleteListener {

        private final List<Deposit> batch;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private int known;

        private Answers(List<Deposit> batch) {
            this.batch = batch;
        }

        @Override
        public void onContent(Response response, ByteBuffer content) {
            while (content.hasRemaining()) {
                byte next = content.get();
                line.write(next);
                if (next == '\n') {
                    take(line.toByteArray());
                    line.reset();
                }
            }
        }

        private void take(byte[] json) {
            CompletableFuture<Answer> answer = batch.get(known++).answer();
            try {
                JsonNode read = JSON.readTree(json);
                if (read.path("status").asInt() == HttpSystem.OK) {
                    answer.complete(new Answer.Deposited(
                            read.path("body").path("version").asLong()));
                } else {
                    answer.completeExceptionally(new IllegalStateException("Answered " + read));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onComplete(Result result) {
            String reason = "Answered %s without an outcome of each deposit, %s: %s"
                    .formatted(result.getResponse(), result.getFailure(), line.toString(StandardCharsets.UTF_8));
            batch.forEach(each -> each.answer().completeExceptionally(new IllegalStateException(reason)));
            ended();
        }
    }

    @Override
    public RecordedVersions recorded() {
        return http.recorded();
    }

    @Override
    public void close() {
        http.close();
    }
}
