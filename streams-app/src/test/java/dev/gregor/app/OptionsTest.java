package dev.gregor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.gregor.node.settings.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParameterException;

class OptionsTest {

    @Test
    void readsOptionsInBothForms() {
        Options options = Options.parse("--port", "0", "--data-dir=/d", "--config", "my.properties");
        assertThat(options.values()).containsOnly(entry(Key.HTTP_PORT, "0"), entry(Key.DATA_DIR, "/d"));
        assertThat(options.config()).isEqualTo("my.properties");
    }

    @Test
    void readsATaskWithOptionsBeforeAndAfterIt() {
        Options options = Options.parse("--app", "shop", "rebuild", "user", "--data-dir", "/d");
        assertThat(options.task()).contains(Task.REBUILD);
        assertThat(options.aggregateType()).isEqualTo("user");
        assertThat(options.values()).containsOnly(entry(Key.APP, "shop"), entry(Key.DATA_DIR, "/d"));
    }

    @Test
    void hasNoTaskUnlessOneIsGiven() {
        assertThat(Options.parse("--app", "rebuild").task()).isEmpty();
    }

    @Test
    void refusesATaskWithoutAType() {
        assertThatThrownBy(() -> Options.parse("verify")).isInstanceOf(ParameterException.class);
    }

    @Test
    void readsATaskThatIsAboutNoType() {
        Options options = Options.parse("broker", "--data-dir", "/d");
        assertThat(options.task()).contains(Task.BROKER);
        assertThat(options.values()).containsOnly(entry(Key.DATA_DIR, "/d"));
    }

    @Test
    void refusesAnUnknownOption() {
        assertThatThrownBy(() -> Options.parse("--prot", "1")).isInstanceOf(ParameterException.class);
    }

    @Test
    void listsTheCommandsIfThereIsNoSuch() {
        assertThatThrownBy(() -> Options.parse("start")).isInstanceOfSatisfying(ParameterException.class, failure -> {
            assertThat(Options.inWords(failure))
                    .startsWith("'start' is no command, only rebuild, verify, broker, acls, projection, ");
            assertThat(Options.help(failure)).isEqualTo("java -jar streams-app.jar --help");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "--prot=1, did you mean --port?",
        "--onyl, did you mean --only?",
        "verfy, did you mean verify?",
        "projecton, did you mean projection?",
        "--something-else, Unknown option: '--something-else'"
    })
    void saysWhatMayHaveBeenMeant(String given, String meant) {
        assertThatThrownBy(() -> Options.parse(given))
                .isInstanceOfSatisfying(
                        ParameterException.class,
                        failure -> assertThat(Options.inWords(failure)).endsWith(meant));
    }

    @Test
    void everyKeyWithAnOptionIsOne() {
        for (Key key : Key.values()) {
            if (key.option() != null) {
                assertThat(Options.parse(key.option(), "x").values()).containsOnly(entry(key, "x"));
            }
        }
    }
}
