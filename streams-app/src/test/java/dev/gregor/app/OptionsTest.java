package dev.gregor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.gregor.app.config.Key;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

class OptionsTest {

    @Test
    void readsOptionsInBothForms() {
        Options options = Options.parse("--port", "0", "--data-dir=/d", "--config", "my.properties");
        assertThat(options.values()).containsOnly(entry(Key.HTTP_PORT, "0"), entry(Key.DATA_DIR, "/d"));
        assertThat(options.config()).isEqualTo("my.properties");
    }

    @Test
    void refusesAnUnknownOption() {
        assertThatThrownBy(() -> Options.parse("--prot", "1")).isInstanceOf(ParameterException.class);
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
