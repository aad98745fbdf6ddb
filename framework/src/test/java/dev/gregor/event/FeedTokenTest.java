package dev.gregor.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedTokenTest {

    @Test
    void readsWhatItWrites() {
        FeedToken token = new FeedToken("user", List.of(12L, 0L, 999_999_999_999L));

        assertThat(token).hasToString("user:12.0.999999999999");
        assertThat(FeedToken.parse(token.toString(), "user", 3)).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user",
                "user:",
                "user:1",
                "user:1.2.3",
                "user:1.-2",
                "user:1.2.",
                "account:1.2",
                "1.2",
                "user:1.9999999999999999999"
            })
    void refusesWhatIsForOtherEvents(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeedToken.parse(token, "user", 2))
                .withMessageContaining("expected the id of one of them");
    }
}
