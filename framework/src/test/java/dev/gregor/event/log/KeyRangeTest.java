package dev.gregor.event.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.projection.query.RowRange;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyRangeTest {

    private static final List<String> KEYS = Stream.of("a", "ab", "abc", "b", "b\u00e9", "c", "\ud83d\ude00", "\uffff")
            .sorted((x, y) -> bytes(x).compareTo(bytes(y)))
            .toList();

    @Test
    void takesAllWithoutBounds() {
        assertThat(keysIn(RowRange.all())).isEqualTo(KEYS);
        assertThat(keysIn(RowRange.all().withFrom("").withTo("").withPrefix("").withCursor("")))
                .isEqualTo(KEYS);
    }

    @Test
    void includesFromAndExcludesTo() {
        assertThat(keysIn(RowRange.all().withFrom("ab").withTo("b"))).containsExactly("ab", "abc");
    }

    @Test
    void takesWhatStartsWithThePrefix() {
        assertThat(keysIn(RowRange.all().withPrefix("b"))).containsExactly("b", "b\u00e9");
        assertThat(keysIn(RowRange.all().withPrefix("\ud83d\ude00"))).containsExactly("\ud83d\ude00");
        assertThat(keysIn(RowRange.all().withPrefix("a").withFrom("ab"))).containsExactly("ab", "abc");
        assertThat(keysIn(RowRange.all().withPrefix("a").withFrom("b"))).isEmpty();
    }

    @Test
    void goesOnBehindTheCursor() {
        String cursor = KeyRange.cursor(bytes("ab"));

        assertThat(keysIn(RowRange.all().withCursor(cursor).withPrefix("a"))).containsExactly("abc");
    }

    @Test
    void takesTheLastFirst() {
        RowRange range = RowRange.all().withDescending(true);

        assertThat(keysIn(range.withFrom("ab").withTo("b"))).containsExactly("abc", "ab");
        assertThat(keysIn(range.withPrefix("a").withCursor(KeyRange.cursor(bytes("abc")))))
                .containsExactly("ab", "a");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void refusesALimit(int limit) {
        assertThatThrownBy(() -> RowRange.all().withLimit(limit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit is " + limit + ", expected 1 to 1000");
    }

    @Test
    void refusesAForeignCursor() {
        assertThatThrownBy(() -> RowRange.all().withCursor("not one of ours"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'not one of ours'", "the page before");
    }

    private static List<String> keysIn(RowRange range) {
        KeyRange keys = KeyRange.of(range);
        return KEYS.stream()
                .map(KeyRangeTest::bytes)
                .filter(key -> !keys.isEmpty() && keys.contains(key))
                .sorted(keys.order())
                .map(KeyRangeTest::text)
                .toList();
    }

    private static String text(Bytes key) {
        return new String(key.get(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Bytes bytes(String key) {
        return Bytes.wrap(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
