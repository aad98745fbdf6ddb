package dev.gregor.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What editors show of {@code gregor.*} is what the page says. */
class ConfigurationMetadataTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(gregor\\.[^`]+)` \\|.*\\|.*\\| (.*) \\| (.*) \\|$");
    private static final Pattern OF_THE_REGISTRY = Pattern.compile("(?m)^- `(gregor\\.[^`]+?)(\\.\\*)?`");

    private final List<JsonNode> properties = properties();

    private record Described(String name, String description, String defaultValue) {}

    private static List<JsonNode> properties() {
        try (InputStream file =
                ConfigurationMetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            JsonNode metadata = new ObjectMapper().readTree(file);
            return StreamSupport.stream(metadata.get("properties").spliterator(), false)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<MatchResult> onThePage(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(Path.of("../docs/configuration.md")))
                .results()
                .toList();
    }

    @Test
    void describesEachSettingAsThePageDoes() throws IOException {
        assertThat(properties)
                .extracting(each -> new Described(
                        each.path("name").asText(),
                        each.path("description").asText(),
                        each.path("defaultValue").asText()))
                .containsAll(onThePage(ROW).stream()
                        .map(row -> new Described(row.group(1), sentence(row.group(3)), plain(row.group(2))))
                        .toList());
    }

    @Test
    void listsWhatPassesToKafkaAndTheRegistryAndNothingElse() throws IOException {
        List<String> ofTheRegistry =
                onThePage(OF_THE_REGISTRY).stream().map(row -> row.group(1)).toList();
        List<String> own = onThePage(ROW).stream().map(row -> row.group(1)).toList();
        assertThat(properties)
                .extracting(each -> each.path("name").asText())
                .contains("gregor.kafka", "gregor.spring.http-path")
                .containsAll(ofTheRegistry)
                .hasSize(own.size() + ofTheRegistry.size() + 2)
                .doesNotHaveDuplicates();
        assertThat(properties)
                .allSatisfy(
                        each -> assertThat(each.path("description").asText()).endsWith("."));
    }

    private static String sentence(String meaning) {
        String begin = meaning.startsWith("`")
                ? meaning
                : meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1);
        return plain(begin) + '.';
    }

    private static String plain(String text) {
        return text.replace("`", "").strip();
    }
}
