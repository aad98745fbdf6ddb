package dev.gregor.projection.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a read model, in the order of their keys (as unsigned bytes of UTF-8) over all partitions, or in the reverse order.
 *
 * @param rows the rows; may be empty
 * @param cursor where the next page begins, for {@link RowRange#withCursor}; null at the end
 */
public record RowPage(List<Row> rows, @Nullable String cursor) {

    /** Copies the rows. */
    public RowPage {
        rows = List.copyOf(rows);
    }
}
