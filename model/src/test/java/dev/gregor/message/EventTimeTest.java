package dev.gregor.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T10:00:00Z",
                "2026-01-31T10:00:00.123Z",
                "2024-02-29T23:59:59.999Z",
                "1970-01-01T00:00:00Z",
                "2026-01-31T10:00:00.123456Z",
                "2026-01-31T10:00:00.123456789Z",
                "2026-01-31T24:00:00Z",
                "+12026-01-31T10:00:00Z",
                "2026-01-31T10:00:00+02:00"
            })
    void readsWhatJavaReads(String text) {
        assertThat(EventTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsWhatIsWritten(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            Instant time = Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
            assertThat(EventTime.parse(time.toString())).isEqualTo(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-31",
                "2026-02-30T10:00:00Z",
                "2026-01-31T10:60:00Z",
                "2026-01-31T10:00:00.12xZ",
                "now"
            })
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> EventTime.parse(text)).isInstanceOf(DateTimeParseException.class);
    }

    @Test
    void namesTheText() {
        assertThatThrownBy(() -> EventTime.parse("2026-13-31T10:00:00Z")).hasMessageContaining("2026-13-31T10:00:00Z");
    }
}
