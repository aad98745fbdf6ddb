package dev.gregor.event.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedTokenTest {

    private static final List<String> TYPES = List.of("account", "user");

    @Test
    void readsWhatItWrites() {
        FeedToken token = new FeedToken(
                new TreeMap<>(Map.of("user", List.of(12L, 0L, 999_999_999_999L), "account", List.of(3L))));

        assertThat(token).hasToString("account:3;user:12.0.999999999999");
        assertThat(FeedToken.parse(token.toString(), TYPES)).isEqualTo(token);
        assertThat(FeedToken.parse("user:1.2", TYPES)).hasToString("user:1.2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user",
                "user:",
                "user:1.-2",
                "user:1.2.",
                "1.2",
                "user:1.9999999999999999999",
                "user:1;",
                ";user:1"
            })
    void refusesAnotherForm(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeedToken.parse(token, TYPES))
                .withMessage(
                        "'" + token + "' is no place in the live events of 'account', 'user' (it has another form):"
                                + " expected the id of one of them, unchanged");
    }

    @Test
    void readsThePlacesOfManyPartitions() {
        String token = "user:0" + ".1".repeat(10_000);

        assertThat(FeedToken.parse(token, TYPES)).hasToString(token);
    }
}
