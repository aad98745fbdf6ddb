package dev.gregor.app.http.access;

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
     * @return no tenant if the name is empty or has the separator in it
     */
    public static Tenant of(@Nullable String name, String separator) {
        return name == null || name.isEmpty() || name.contains(separator) ? NONE : new Tenant(name + separator);
    }

    boolean isAll() {
        return prefix != null && prefix.isEmpty();
    }

    boolean has(String id) {
        return prefix != null && id.startsWith(prefix);
    }

    String inWords() {
        return prefix == null
                ? "the caller has no tenant"
                : "ids and keys of the caller's tenant start with '" + prefix + "'";
    }
}
