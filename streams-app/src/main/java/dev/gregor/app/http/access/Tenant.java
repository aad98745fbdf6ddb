package dev.gregor.app.http.access;

import dev.gregor.event.log.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * Whose aggregates and rows a caller may reach: those whose id or key starts with the name of the tenant and a separator. Immutable.
 *
 * @param prefix what these start with; null for nothing, empty for all
 */
public record Tenant(@Nullable String prefix) {

    /** All, whatever they start with. */
    public static final Tenant ALL = new Tenant("");

    /** No aggregate and no row. */
    public static final Tenant NONE = new Tenant(null);

    /**
     * One tenant.
     *
     * @param separator what ends the name, so that none is the start of another
     * @return no tenant if the name is empty, or the separator begins before its end
     */
    public static Tenant of(@Nullable String name, String separator) {
        if (name == null || name.isEmpty() || (name + separator).indexOf(separator) != name.length()) {
            return NONE;
        }
        return new Tenant(name + separator);
    }

    boolean isAll() {
        return prefix != null && prefix.isEmpty();
    }

    boolean has(String id) {
        return prefix != null && id.startsWith(prefix);
    }

    boolean has(KeyRange keys) {
        return prefix != null && keys.equals(keys.startingWith(prefix));
    }

    String inWords() {
        return prefix == null
                ? "the caller has no tenant"
                : "ids and keys of the caller's tenant start with '" + prefix + "'";
    }
}
