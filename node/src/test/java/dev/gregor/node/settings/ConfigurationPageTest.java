package dev.gregor.node.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {

    private static final Path PAGE = Path.of("../docs/configuration.md");

    @Test
    void thePageListsEveryKeyAsItIs() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `gregor."))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(Key.values())
                        .map(ConfigurationPageTest::row)
                        .toList());
    }

    @Test
    void thePageListsEveryRegistrySetting() throws IOException {
        String page = Files.readString(PAGE);
        Stream.concat(RegistryNames.NAMES.stream(), Stream.of(RegistryNames.SSL + "*"))
                .forEach(name -> assertThat(page).contains("- `gregor." + name + "`"));
    }

    private static String row(Key key) {
        return String.join(
                " | ",
                "| `" + key.key() + "`",
                code(key.variable()),
                code(key.option()),
                code(key.defaultValue()),
                key.meaning() + " |");
    }

    private static String code(@Nullable String text) {
        return text == null || text.isEmpty() ? "" : "`" + text + "`";
    }
}
