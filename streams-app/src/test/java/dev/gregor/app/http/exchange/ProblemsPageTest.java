package dev.gregor.app.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProblemsPageTest {

    @Test
    void thePageListsEveryTypeWithItsStatusAndTitle() throws IOException {
        assertThat(Files.readAllLines(Path.of("../docs/http-problems.md")).stream()
                        .filter(line -> line.startsWith("| `/problems/"))
                        .map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2))))
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(type -> "| `%s` | %d | %s ".formatted(type.uri(), type.status(), type.title()))
                        .toList());
    }
}
