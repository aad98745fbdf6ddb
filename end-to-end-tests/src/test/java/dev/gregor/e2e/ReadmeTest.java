package dev.gregor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Java of the pages is that of examples and tests, which are compiled and run. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void showsTheExampleAsItIs() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        requireShown(readme, 4, sources("examples"));
    }

    @Test
    void showsTestsOfReadModelsAsTheyAre() throws IOException {
        requireShown(section("docs/read-models.md", "Testing"), 3, sources("testing/src/test"));
    }

    @Test
    void showsRowsThatMoveAsTheExampleDoes() throws IOException {
        requireShown(section("docs/read-models.md", "Rows that move"), 2, sources("examples/parcels"));
    }

    @Test
    void showsTestsOfOldEventsAsTheyAre() throws IOException {
        requireShown(section("docs/evolution.md", "Testing old events"), 2, sources("testing/src/test"));
    }

    @Test
    void buildsADomainAsTheExampleIs() throws IOException {
        requireShown(Files.readString(ROOT.resolve("docs/your-domain.md")), 11, sources("examples/parcels"));
    }

    @Test
    void showsTestsOfRecordedHistoriesAsTheyAre() throws IOException {
        requireShown(section("docs/evolution.md", "Testing recorded histories"), 2, sources("testing/src/test"));
    }

    @Test
    void showsTheClientAsItsTestDoes() throws IOException {
        requireShown(Files.readString(ROOT.resolve("docs/client.md")), 1, sources("client/src/test"));
    }

    @Test
    void showsTheSpringApplicationAsItIs() throws IOException {
        requireShown(Files.readString(ROOT.resolve("docs/spring-boot.md")), 3, sources("examples/spring-bank"));
    }

    private static String section(String page, String title) throws IOException {
        String text = Files.readString(ROOT.resolve(page));
        int begin = text.indexOf("\n## " + title + '\n');
        return text.substring(begin, text.indexOf("\n## ", begin + 1));
    }

    private static void requireShown(String page, int blocks, List<String> sources) {
        assertThat(JAVA.matcher(page).results().map(ReadmeTest::code))
                .hasSize(blocks)
                .flatExtracting(block -> List.of(block.split("\n\n", -1)))
                .allSatisfy(paragraph -> assertThat(sources)
                        .anySatisfy(source -> assertThat(source).contains(paragraph)));
    }

    private static String code(MatchResult block) {
        return block.group(1).stripTrailing();
    }

    private static List<String> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ReadmeTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).replaceAll("(?m)^ *(/\\*\\*|\\*).*\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
