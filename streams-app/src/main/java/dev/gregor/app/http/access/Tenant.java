package dev.gregor.app.http.access;

import dev.gregor.event.log.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * Whose aggregates and rows a caller may reach: those whose id or key starts with the name of the tenant and a separator. Immutable.
 *
 * @param prefix what these start with; null for nothing, empty for all
 * @param header what the messages of the caller have; null if those of a tenant are not told from others
 */
public record Tenant(@Nullable String prefix, @Nullable Header header) {

    /** A header of messages that names the tenant. */
    public record Header(String name, String value) {}

    /** All, whatever they start with. */
    public static final Tenant ALL = new Tenant("", null);

    /** No aggregate and no row. */
    public static final Tenant NONE = new Tenant(null, null);

    /**
     * One tenant.
     *
     * @param separator what ends the name, so that none is the start of another
     * @param header which header of messages has the name; null if none has
     * @return no tenant if the name is empty, or the separator begins before its end
     */
    public static Tenant of(@Nullable String name, String separator, @Nullable String header) {
        if (name == null || name.isEmpty() || (name + separator).indexOf(separator) != name.length()) {
            return NONE;
        }
        return new Tenant(name + separator, header == null ? null : new Header(header, name));
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
