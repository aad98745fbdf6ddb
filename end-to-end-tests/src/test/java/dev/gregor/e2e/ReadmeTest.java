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

/** The Java of the README is that of the example, which this module compiles and whose tests it runs. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void showsTheExampleAsItIs() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        List<String> sources = sources();

        List<String> blocks =
                JAVA.matcher(readme).results().map(ReadmeTest::code).toList();

        assertThat(blocks).hasSize(4);
        assertThat(blocks)
                .flatExtracting(block -> List.of(block.split("\n\n", -1)))
                .allSatisfy(paragraph -> assertThat(sources)
                        .anySatisfy(source -> assertThat(source).contains(paragraph)));
    }

    private static String code(MatchResult block) {
        return block.group(1).stripTrailing();
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
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
