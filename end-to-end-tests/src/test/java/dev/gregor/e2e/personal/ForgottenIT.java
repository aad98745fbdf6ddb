package dev.gregor.e2e.personal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gregor.e2e.JarProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of persons who are forgotten nothing is left that can be read: in no file of the broker and of the stores, not in the memory of an
 * application that was started anew, and not over HTTP. All others stay as they are. With {@code -Dgregor.privacy.persons=10000}
 * and {@code -Dgregor.privacy.forgotten=100} of that many.
 */
class ForgottenIT {

    private static final int PERSONS = Integer.getInteger("gregor.privacy.persons", 40);
    private static final int FORGOTTEN = Integer.getInteger("gregor.privacy.forgotten", 4);
    private static final int BATCH = 200;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern KAFKA = Pattern.compile("(?m)^Kafka +(\\S+)");

    @TempDir
    Path dir;

    private final Set<Integer> everybody = range();
    private final Set<Integer> forgotten = chosen();
    private final Set<Integer> others = without(everybody, forgotten);

    private static Set<Integer> range() {
        return IntStream.range(0, PERSONS).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> chosen() {
        Random random = new Random(23);
        Set<Integer> chosen = new TreeSet<>();
        while (chosen.size() < FORGOTTEN) {
            chosen.add(random.nextInt(PERSONS));
        }
        return chosen;
    }

    private static Set<Integer> without(Set<Integer> some, Set<Integer> fewer) {
        Set<Integer> left = new TreeSet<>(some);
        left.removeAll(fewer);
        return left;
    }

    @Test
    void leavesNothingOfThemThatCanBeRead() throws Exception {
        Path jar = PersonJar.write(dir.resolve("persons.jar"));
        Path masters = Files.writeString(dir.resolve("masters.txt"), "2026-01 " + "5a".repeat(32) + '\n');
        try (JarProcess app = start(jar, masters)) {
            deletesFilesAtOnce(app);
            register(app);
            assertThat(overHttp(app)).isEqualTo(everybody);
            assertThat(Marked.below(data(), file -> !isOf("labels").test(file)))
                    .describedAs("what is sealed")
                    .isEmpty();
            assertThat(Marked.below(data(), isOf("labels")))
                    .describedAs("the read model in clear")
                    .isNotEmpty();
            long begun = System.nanoTime();
            forgotten.forEach(person -> forget(app, person));
            long forgot = System.nanoTime();
            await().atMost(LIMIT).until(() -> forgotten.stream().allMatch(person -> isDone(app, person)));
            print("forgotten in %,d ms, read models mended in %,d ms"
                    .formatted(millis(forgot - begun), millis(System.nanoTime() - begun)));
            assertThat(overHttp(app)).isEqualTo(others);
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofSeconds(5))
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class) // of folders that are deleted meanwhile
                    .untilAsserted(() -> assertThat(Marked.below(data(), file -> true))
                            .doesNotContainKeys(forgotten.toArray(Integer[]::new)));
        }
        try (JarProcess app = start(jar, masters)) {
            assertThat(overHttp(app)).isEqualTo(others);
            Set<Integer> inMemory = Marked.in(heapDump(app));
            assertThat(inMemory).doesNotContainAnyElementsOf(forgotten);
            print("in a heap dump of a fresh start: %,d of %,d others".formatted(inMemory.size(), others.size()));
            assertThat(Marked.in(new ByteArrayInputStream(app.output().getBytes(UTF_8))))
                    .isEmpty();
        }
    }

    private Path data() {
        return dir.resolve("data");
    }

    private static Predicate<Path> isOf(String part) {
        return file -> file.toString().contains(part);
    }

    private JarProcess start(Path jar, Path masters) throws IOException {
        Path settings = Files.write(
                dir.resolve("gregor.properties"),
                List.of(
                        "gregor.only=person",
                        "gregor.domain=" + jar,
                        "gregor.privacy.store=topic",
                        "gregor.privacy.master-keys=" + masters));
        return JarProcess.start(data(), "--config", settings.toString());
    }

    /** Else its broker keeps those of topics that are deleted for a minute. */
    private static void deletesFilesAtOnce(JarProcess app) throws Exception {
        Matcher kafka = KAFKA.matcher(app.output());
        assertThat(kafka.find()).isTrue();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.group(1)))) {
            var allBrokers = new ConfigResource(ConfigResource.Type.BROKER, "");
            var delay = new ConfigEntry("log.segment.delete.delay.ms", "500");
            admin.incrementalAlterConfigs(
                            Map.of(allBrokers, List.of(new AlterConfigOp(delay, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static void register(JarProcess app) {
        for (int from = 0; from < PERSONS; from += BATCH) {
            String lines = IntStream.range(from, Math.min(PERSONS, from + BATCH))
                    .mapToObj(ForgottenIT::registration)
                    .collect(Collectors.joining("\n"));
            HttpResponse<String> answers = app.postLines("/api/commands", lines);
            assertThat(answers.statusCode()).isEqualTo(200);
            assertThat(answers.body().lines()).allMatch(line -> line.contains("\"status\":200"));
        }
    }

    private static String registration(int person) {
        return """
                {"aggregateType":"person","aggregateId":"p%1$d","type":"register.v1","data":\
                {"personId":"id-%1$d","name":"Name %2$s","address":"Address %2$s"}}""".formatted(person, Marked.text(person));
    }

    private static void forget(JarProcess app, int person) {
        HttpResponse<String> answer = app.post(
                "/api/privacy/forget",
                "{\"subject\":\"id-%d\",\"by\":\"the tests\",\"reason\":\"asked\"}".formatted(person));
        assertThat(answer.statusCode()).describedAs(answer.body()).isBetween(200, 202);
    }

    private static boolean isDone(JarProcess app, int person) {
        return json(app.get("/api/privacy/subjects/id-" + person))
                .path("receipt")
                .path("done")
                .asBoolean();
    }

    /** The persons who can be read by all ways: state, history, and both read models. */
    private static Set<Integer> overHttp(JarProcess app) throws IOException {
        Set<Integer> readable = inPages(app, "/api/projections/persons-by-id");
        assertThat(inPages(app, "/api/projections/labels")).isEqualTo(readable);
        int step = Math.max(1, PERSONS / 200);
        for (int person = 0; person < PERSONS; person += step) {
            assertThat(in(app, "/api/aggregates/person/p" + person)).isEqualTo(only(readable, person));
            assertThat(in(app, "/api/aggregates/person/p%d/events".formatted(person)))
                    .isEqualTo(only(readable, person));
        }
        return readable;
    }

    private static Set<Integer> only(Set<Integer> readable, int person) {
        return readable.contains(person) ? Set.of(person) : Set.of();
    }

    private static Set<Integer> in(JarProcess app, String path) throws IOException {
        HttpResponse<String> answer = app.get(path);
        assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
        return Marked.in(new ByteArrayInputStream(answer.body().getBytes(UTF_8)));
    }

    private static Set<Integer> inPages(JarProcess app, String path) throws IOException {
        Set<Integer> found = new TreeSet<>();
        String next = path + "?limit=500";
        int rows = 0;
        while (!next.isEmpty()) {
            HttpResponse<String> answer = app.get(next);
            assertThat(answer.statusCode()).describedAs(answer.body()).isEqualTo(200);
            found.addAll(Marked.in(new ByteArrayInputStream(answer.body().getBytes(UTF_8))));
            JsonNode page = json(answer);
            rows += page.path("rows").size();
            String cursor = page.path("cursor").asText("");
            next = cursor.isEmpty() ? "" : path + "?limit=500&cursor=" + cursor;
        }
        assertThat(rows).isEqualTo(PERSONS);
        return found;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private Path heapDump(JarProcess app) throws Exception {
        Path dump = dir.resolve("heap.hprof");
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(app.processId()),
                        "GC.heap_dump",
                        dump.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        assertThat(jcmd.waitFor()).describedAs(printed).isZero();
        return dump;
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    private static void print(String text) {
        System.out.println("Persons: " + text);
    }
}
