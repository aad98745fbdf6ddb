package dev.gregor.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Many clients of the events of one type: those that read along, come late, come back, and are slow. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LiveFeedsIT {

    private static final Path ROOT = Path.of("..");
    private static final String LIVE = "/api/events/user";
    private static final String USER = "{\"username\":\"john\",\"email\":\"a@example.com\"}";
    private static final int STREAMS = Integer.getInteger("gregor.it.streams", 30);
    private static final int KILLED = Integer.getInteger("gregor.it.streams.killed", 20);
    private static final int EVENTS = 200;
    private static final Pattern THREADS = Pattern.compile("(?m)^jvm_threads_live_threads\\S* ([0-9.]+)");

    private static final Pattern AGGREGATE = Pattern.compile("\"aggregateId\":\"([^\"]+)\"");

    @TempDir
    static Path dir;

    @SuppressWarnings("NullAway.Init")
    private static JarProcess app;

    @BeforeAll
    static void start() throws IOException {
        app = start(dir);
    }

    private static JarProcess start(Path folder) throws IOException {
        Path parcels = DomainJar.write(
                folder.resolve("parcels.jar"), ROOT.resolve("examples").resolve("parcels/src/main/resources"));
        return JarProcess.start(folder.resolve("data"), "--domain", parcels.toString());
    }

    @AfterAll
    static void stop() {
        app.close();
        assertThat(app.output()).doesNotContain("\tat ", "Exception");
    }

    /** A recorded event, with its place. */
    private record Recorded(int partition, long offset, String data) {

        boolean isBehind(String token) {
            return offset >= offsets(token).get(partition);
        }
    }

    private static List<Long> offsets(String token) {
        return Stream.of(token.substring(token.indexOf(':') + 1).split("\\.", -1))
                .map(Long::valueOf)
                .toList();
    }

    private static void register(String id) {
        post(app, "user", id, USER);
    }

    private static void post(JarProcess process, String type, String id, String body) {
        assertThat(process.post("/api/aggregates/" + type + '/' + id + "/commands/register", body)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(1)
    void eachClientSeesEachEventBehindItsPlaceOnce() {
        register("warm");
        double threads = threads();
        List<EventStream> open = new ArrayList<>();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(
                () -> AtOnce.forEach(IntStream.range(0, EVENTS), 4, i -> register("live" + i)));
        Random random = new Random(7);
        for (int i = 0; i < STREAMS; i++) {
            open.add(random.nextInt(4) == 0 ? resumed(open, random) : fresh(random));
        }
        assertThat(threads()).as("threads with %d streams", STREAMS).isLessThan(threads + 20);
        writing.join();
        register("last");

        List<Recorded> all = recorded();
        try {
            open.forEach(stream -> {
                List<String> expected = all.stream()
                        .filter(each -> each.isBehind(stream.firstEventId()))
                        .map(Recorded::data)
                        .toList();
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(
                                () -> assertThat(stream.of("data")).hasSizeGreaterThanOrEqualTo(expected.size()));
                assertThat(stream.of("data")).containsExactlyInAnyOrderElementsOf(expected);
                requireOrder(stream);
            });
        } finally {
            open.forEach(EventStream::close);
        }
    }

    private static EventStream fresh(Random random) {
        return app.stream(random.nextInt(8) == 0 ? LIVE + "?from=beginning" : LIVE);
    }

    /** Goes on where another one has just been. */
    private static EventStream resumed(List<EventStream> open, Random random) {
        if (open.isEmpty()) {
            return fresh(random);
        }
        EventStream other = open.get(random.nextInt(open.size()));
        return app.stream(LIVE, "Last-Event-ID", other.lastEventId());
    }

    private static double threads() {
        Matcher matcher = THREADS.matcher(app.get("/metrics").body());
        assertThat(matcher.find()).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    /** Tokens only go forward, in each partition. */
    private static void requireOrder(EventStream stream) {
        List<Long> before = offsets(stream.firstEventId());
        for (String token : stream.of("id")) {
            List<Long> after = offsets(token);
            for (int partition = 0; partition < after.size(); partition++) {
                assertThat(after.get(partition)).isGreaterThanOrEqualTo(before.get(partition));
            }
            assertThat(after).isNotEqualTo(before);
            before = after;
        }
    }

    private static int partition(String data, int partitions) {
        return Utils.toPositive(Utils.murmur2(aggregateId(data).getBytes(UTF_8))) % partitions;
    }

    /** What is in the log, as one reader that is alone sees it. */
    private static List<Recorded> recorded() {
        List<Recorded> recorded = new ArrayList<>();
        try (EventStream all = app.stream(LIVE + "?from=beginning")) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> all.of("data").stream().anyMatch(data -> data.contains("\"user/last/1\"")));
            await().during(Duration.ofSeconds(1)).until(() -> true);
            List<String> tokens = all.of("id");
            List<String> data = all.of("data");
            for (int i = 0; i < tokens.size(); i++) {
                List<Long> after = offsets(tokens.get(i));
                int partition = partition(data.get(i), after.size());
                recorded.add(new Recorded(partition, after.get(partition) - 1, data.get(i)));
            }
        }
        return recorded;
    }

    @Test
    @Order(2)
    void allClientsOfAProcessThatWasKilledGoOnWithTheNext() throws IOException {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < KILLED; i++) {
            try (EventStream stream = app.stream(LIVE)) {
                places.add(stream.firstEventId());
            }
            register("before" + i);
        }
        app.kill();
        app = start(dir);
        register("after");
        List<EventStream> streams = places.stream()
                .map(place -> app.stream(LIVE, "Last-Event-ID", place))
                .toList();
        for (int i = 0; i < KILLED; i++) {
            EventStream stream = streams.get(i);
            List<String> behind = Stream.concat(
                            IntStream.range(i, KILLED).mapToObj(each -> "before" + each), Stream.of("after"))
                    .toList();
            await().untilAsserted(() -> assertThat(ids(stream)).containsAll(behind));
            assertThat(ids(stream)).doesNotHaveDuplicates();
            stream.close();
        }
    }

    private static List<String> ids(EventStream stream) {
        return stream.of("data").stream().map(LiveFeedsIT::aggregateId).toList();
    }

    private static String aggregateId(String data) {
        Matcher matcher = AGGREGATE.matcher(data);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    @Order(1)
    void aClientThatIsFarBehindLosesNothing() throws IOException {
        URI address = URI.create(app.url());
        String large = "{\"recipient\":\"Ann\",\"city\":\"%s\"}".formatted("x".repeat(200_000));
        int events = 100;
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                            .formatted("/api/events/parcel")
                            .getBytes(US_ASCII));
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            await().until(() -> lines.readLine().startsWith("id: "));

            AtOnce.forEach(IntStream.range(0, events), 4, i -> post(app, "parcel", "far" + i, large));

            List<String> seen = new ArrayList<>();
            while (seen.size() < events) {
                String line = lines.readLine();
                assertThat(line).as("line after %d events", seen.size()).isNotNull();
                if (line.startsWith("data: ") && line.contains("\"parcel/far")) {
                    seen.add(line);
                }
            }
            assertThat(seen).doesNotHaveDuplicates();
        }
    }
}
