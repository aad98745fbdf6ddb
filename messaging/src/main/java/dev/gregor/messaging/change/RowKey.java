package dev.gregor.messaging.change;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The primary key of a row.
 *
 * @param columns the value of each column of the key as text, in the order of the key; empty if the table has no key
 */
public record RowKey(Map<String, String> columns) {

    /** Copies. */
    public RowKey {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /**
     * The value of a column as text.
     *
     * @throws IllegalArgumentException if it is none of the key
     */
    public String value(String column) {
        String value = columns.get(column);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The key has no column '%s', only %s".formatted(column, columns.keySet()));
        }
        return value;
    }

    /** The values with slashes between them, such as {@code 42}; the key of messages about the row. */
    @Override
    public String toString() {
        return String.join("/", columns.values());
    }
}
