package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bank.Account;
import com.example.bank.AccountsByOwner;
import com.example.bank.BankAccount;
import com.example.bank.OwnerRow;
import dev.gregor.e2e.views.WeighedAccountsByOwner;
import dev.gregor.testing.AggregateFixture;
import dev.gregor.testing.ProjectionFixture;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JAR with somebody's own aggregate and read model is served by the application; the read model's next version is built
 * while the old one serves, takes over, and the old one is deleted.
 */
class OwnDomainIT {

    private static final int ACCOUNTS = 40;
    private static final int AT_ONCE = 10;
    private static final String ANN = "/api/projections/accounts-by-owner/ann";
    private static final Pattern KAFKA = Pattern.compile("(?m)^Kafka +(\\S+)");

    @TempDir
    Path dir;

    @Test
    void isServedAndTakenOverByItsNextVersionWithoutAFailedQuery() throws Exception {
        Path first = DomainJar.write(dir.resolve("first.jar"));
        Path second = DomainJar.write(dir.resolve("second.jar"), WeighedAccountsByOwner.class);
        try (JarProcess app = start(first)) {
            servesOnlyTheDomain(app);
            answersWhatFixturesReplay(app);
            AtOnce.forEach(IntStream.range(0, ACCOUNTS), AT_ONCE, account -> open(app, "old-" + account));
        }
        try (JarProcess app = start(second)) {
            List<Integer> weights = askUntilVersion2Serves(app);
            assertThat(weights).first().isEqualTo(1);
            assertThat(weights).last().isEqualTo(100);
            assertThat(weights).isSorted();
            cleansUp(app);
            pauses(app);
        }
    }

    private JarProcess start(Path domain) {
        return JarProcess.start(dir.resolve("data"), "--domain", domain.toString(), "--only", "bank-account");
    }

    private static void servesOnlyTheDomain(JarProcess app) {
        var opened = app.post("/api/aggregates/bank-account/7/commands/open", "{\"owner\":\"bob\"}");
        assertThat(opened.body()).contains("bank-account.opened.v1");
        String position = opened.headers().firstValue("Gregor-Position").orElseThrow();
        assertThat(app.get("/api/projections/accounts-by-owner/bob?after=" + position)
                        .body())
                .isEqualTo("{\"key\":\"bob\",\"value\":{\"accounts\":1}}");
        assertThat(app.post("/api/aggregates/user/1/commands/activate", "{}").statusCode())
                .isEqualTo(404);
    }

    private void answersWhatFixturesReplay(JarProcess app) throws IOException {
        var deposited = app.post("/api/aggregates/bank-account/7/commands/deposit", "{\"cents\":5}");
        String after =
                "after=" + deposited.headers().firstValue("Gregor-Position").orElseThrow();
        Path events = save(app, "/api/aggregates/bank-account/7/events?" + after);
        AggregateFixture.of(new BankAccount())
                .givenRecorded(events)
                .expectState(new Account("bob", 5L))
                .expectRecorded(save(app, "/api/aggregates/bank-account/7?version=1&" + after))
                .expectRecorded(save(app, "/api/aggregates/bank-account/7?" + after));
        ProjectionFixture.of(new AccountsByOwner())
                .withAggregate(new BankAccount())
                .givenRecorded(events)
                .expectRow("bob", new OwnerRow(1L))
                .expectRecorded(save(app, "/api/projections/accounts-by-owner/bob?" + after))
                .expectRecorded(save(app, "/api/projections/accounts-by-owner?" + after));
    }

    private Path save(JarProcess app, String path) throws IOException {
        HttpResponse<String> answer = app.get(path);
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        return Files.writeString(Files.createTempFile(dir, "recorded", ".json"), answer.body());
    }

    private static String open(JarProcess app, String account) {
        HttpResponse<String> opened =
                app.post("/api/aggregates/bank-account/" + account + "/commands/open", "{\"owner\":\"ann\"}");
        assertThat(opened.statusCode()).describedAs(opened.body()).isEqualTo(200);
        return opened.headers().firstValue("Gregor-Position").orElseThrow();
    }

    private static int accounts(HttpResponse<String> row) {
        assertThat(row.statusCode()).describedAs(row.body()).isEqualTo(200);
        Matcher matcher = Pattern.compile("\"accounts\":(\\d+)").matcher(row.body());
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** Writes and reads what it has written, with short pauses, and answers what an account counted in each answer. */
    private List<Integer> askUntilVersion2Serves(JarProcess app) throws IOException {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<List<Integer>> asking = CompletableFuture.supplyAsync(() -> {
            List<Integer> weights = new ArrayList<>();
            boolean last = false;
            for (int written = ACCOUNTS + 1; !last; written++) {
                last = stop.get();
                int accounts = accounts(app.get(ANN + "?after=" + open(app, "new-" + written)));
                assertThat(accounts).isIn(written, 100 * written);
                weights.add(accounts / written);
                accounts(app.get(ANN));
                pause();
            }
            return weights;
        });
        assertThat(app.get("/api/projections").body())
                .contains("\"build\":\"1\",\"role\":\"SERVING\"")
                .contains("\"build\":\"2\",\"role\":\"BUILDING\"")
                .contains("\"rebuild\":{\"applied\":");
        Files.createFile(dir.resolve(WeighedAccountsByOwner.GO));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> asking.isDone()
                        || app.get("/api/projections").body().contains("\"build\":\"2\",\"role\":\"SERVING\""));
        stop.set(true);
        return asking.join();
    }

    /** Leaves the processor to those who build. */
    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    private static void cleansUp(JarProcess app) throws Exception {
        assertThat(internals(app)).anyMatch(name -> name.startsWith("gregor-app-projection-accounts-by-owner-v1"));
        assertThat(JarProcess.command("projection", "clean-up", "accounts-by-owner", "--json", "--url", app.url()))
                .isEqualTo("0 {\"build\":\"2\",\"version\":2,\"role\":\"SERVING\",\"paused\":false,\"from\":null}\n");
        assertThat(internals(app))
                .noneMatch(name -> name.startsWith("gregor-app-projection-accounts-by-owner-v1"))
                .anyMatch(name -> name.startsWith("gregor-app-projection-accounts-by-owner-v2"));
    }

    /** The names of all topics and groups. */
    private static List<String> internals(JarProcess app) throws Exception {
        Matcher kafka = KAFKA.matcher(app.output());
        assertThat(kafka.find()).isTrue();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.group(1)))) {
            List<String> names = new ArrayList<>(admin.listTopics().names().get());
            admin.listGroups().all().get().stream().map(GroupListing::groupId).forEach(names::add);
            return names;
        }
    }

    private static void pauses(JarProcess app) {
        assertThat(app.post("/api/projections/accounts-by-owner/pause", "").statusCode())
                .isEqualTo(200);
        HttpResponse<String> late = app.get(ANN + "?after=" + open(app, "paused"));
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("/problems/not-caught-up", "is paused");
        assertThat(app.get(ANN).statusCode()).isEqualTo(200);
        assertThat(app.post("/api/projections/accounts-by-owner/pause?version=1", "")
                        .body())
                .contains("/problems/invalid-request", "one of: 2");
    }
}
