package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The calls of docs/your-domain.md, answered as the page says by the application that serves its example. The old version of the read
 * model, which knows the events of the page in their old form only, serves at first.
 */
class DomainPageIT {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CALL =
            Pattern.compile("(?m)^\\$ curl http://127\\.0\\.0\\.1:8080(\\S+)(?: -H '[^']*')?(?: -d '([^']*)')?\n(.+)$");
    private static final String POSITION = "parcel:3:2";
    private static final int CALLS = 5;

    @TempDir
    Path dir;

    private String position = "";

    @Test
    void answersAsThePageSays() throws Exception {
        List<MatchResult> calls = CALL.matcher(Files.readString(ROOT.resolve("docs/your-domain.md")))
                .results()
                .toList();
        assertThat(calls).hasSize(CALLS);
        Path jar = DomainJar.write(
                dir.resolve("parcels.jar"), ROOT.resolve("examples").resolve("parcels/src/main/resources"));
        try (JarProcess app = JarProcess.start(dir.resolve("data"), "--domain", jar.toString(), "--only", "parcel")) {
            await().until(() -> app.get("/api/projections").body().contains("\"build\":\"2\",\"role\":\"SERVING\""));
            calls.forEach(call -> requireAnswer(app, call));
            assertThat(app.output()).contains("/api/aggregates/parcel/1/commands/register");
        }
    }

    private void requireAnswer(JarProcess app, MatchResult call) {
        String path = call.group(1).replace(POSITION, position);
        String body = call.group(2);
        HttpResponse<String> answer = body == null ? app.get(path) : app.post(path, body);
        answer.headers().firstValue("Gregor-Position").ifPresent(found -> position = found);
        String expected =
                Arrays.stream(call.group(3).split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        assertThat(answer.body()).describedAs(path).matches(expected);
    }
}
