package dev.gregor.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some ids of aggregates of one type, in the order of their bytes of UTF-8 or in the reverse order.
 *
 * @param ids the ids; may be empty
 * @param cursor where the next page begins; null at the end
 */
public record IdPage(List<String> ids, @Nullable String cursor) {

    /** Copies the ids. */
    public IdPage {
        ids = List.copyOf(ids);
    }
}
