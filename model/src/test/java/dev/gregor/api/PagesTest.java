package dev.gregor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.event.IdPage;
import dev.gregor.failure.TransientException;
import dev.gregor.projection.query.RowRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PagesTest {

    private final List<@Nullable String> cursorsRead = new ArrayList<>();

    /** Whether type arguments may be null is not seen in class files. */
    @SuppressWarnings("NullAway")
    private Stream<String> stream(String failingCursor) {
        return Pages.stream(
                RowRange.all().withLimit(2),
                range -> read(range, failingCursor),
                page -> page.ids().stream(),
                IdPage::cursor);
    }

    private CompletableFuture<IdPage> read(RowRange range, String failingCursor) {
        String cursor = range.cursor();
        cursorsRead.add(cursor);
        if (failingCursor.equals(cursor)) {
            return CompletableFuture.failedFuture(new TransientException("later"))
                    .thenApply(never -> new IdPage(List.of(), null));
        }
        return CompletableFuture.completedFuture(
                cursor == null
                        ? new IdPage(List.of("a", "b"), "b2")
                        : cursor.equals("b2") ? new IdPage(List.of(), "c2") : new IdPage(List.of("c"), null));
    }

    @Test
    void followEachOtherToTheLast() {
        assertThat(stream("none")).containsExactly("a", "b", "c");
        assertThat(cursorsRead).containsExactly(null, "b2", "c2");
    }

    @Test
    void areReadWhenTheyAreNeeded() {
        Stream<String> ids = stream("none");
        assertThat(cursorsRead).isEmpty();

        assertThat(ids.limit(2)).containsExactly("a", "b");
        assertThat(cursorsRead).hasSize(1);
    }

    @Test
    void failWithWhatTheReadingFailsWith() {
        assertThatThrownBy(stream("c2")::toList)
                .isInstanceOf(TransientException.class)
                .hasMessage("later");
    }
}
