package dev.gregor.app.http.access;

import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.command.Command;
import dev.gregor.event.log.KeyRange;
import dev.gregor.json.Excerpt;
import dev.gregor.message.MessageType;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has made a request. Immutable.
 *
 * @param name the name that events have as {@code ce_actor}; null if nobody asks for it
 * @param roles the names of the roles, to be told to another instance
 * @param rights what the roles allow together
 * @param tenant whose aggregates and rows the caller may reach
 */
public record Caller(@Nullable String name, Set<String> roles, Rights rights, Tenant tenant) {

    /** The caller where nobody is asked who it is. */
    public static final Caller ANYONE = new Caller(null, Set.of(), Rights.ALL, Tenant.ALL);

    /** A caller without a name who may do nothing. */
    public static final Caller NOBODY = new Caller(null, Set.of(), Rights.NONE, Tenant.NONE);

    private static final String ATTRIBUTE = Caller.class.getName();
    private static final int MAX_NAME_LENGTH = Command.MAX_ID_LENGTH;

    /** Copies the roles. */
    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whether events may have this name as that of a caller: it is not blank or too long, and has no control character. */
    public static boolean isName(String text) {
        return !text.isBlank()
                && text.length() <= MAX_NAME_LENGTH
                && text.codePoints().noneMatch(Character::isISOControl);
    }

    /** The caller of a request; nobody if that was let pass by no guard. */
    public static Caller of(Context request) {
        Caller caller = request.attribute(ATTRIBUTE);
        return caller == null ? NOBODY : caller;
    }

    /** Makes this the caller of a request. */
    public void setTo(Context request) {
        request.attribute(ATTRIBUTE, this);
    }

    /** What tells the callers of requests apart: the name, else the address of the client. */
    public static String key(Context request) {
        return Objects.requireNonNullElseGet(of(request).name(), request::ip);
    }

    /** Throws a {@link Problem} unless the caller may send this command to this aggregate. */
    public void requireCommand(MessageType type, String aggregateId) {
        if (!rights.allowsCommand(type)) {
            throw refused("send the command " + type.aggregateType() + '.' + type.action());
        }
        requireTenantOf("aggregate", aggregateId);
    }

    /** Throws a {@link Problem} unless what has this id or key is of the caller's tenant. */
    public void requireTenantOf(String what, String id) {
        if (!tenant.has(id)) {
            throw refused("reach the %s '%s' (%s)".formatted(what, Excerpt.of(id), tenant.inWords()));
        }
    }

    /** Throws a {@link Problem} unless all ids or keys that start like this are of the caller's tenant; null is no start. */
    public void requireTenantOfPage(@Nullable String prefix) {
        if (prefix == null && tenant.prefix() != null && !tenant.isAll()) {
            throw refused("reach a page of all tenants (ask with ?prefix=%s)".formatted(tenant.prefix()));
        }
        requireTenantOf("page with the prefix", prefix == null ? "" : prefix);
    }

    /** Throws a {@link Problem} unless all these ids or keys are of the caller's tenant. */
    public void requireTenantOf(KeyRange keys) {
        if (!tenant.has(keys)) {
            throw refused("reach ids or keys of all tenants (" + tenant.inWords() + ")");
        }
    }

    /** Throws a {@link Problem} unless the caller may reach what all tenants have together. */
    public void requireAllTenants(String what) {
        if (!tenant.isAll()) {
            throw refused("reach " + what + ", which is of all tenants (" + tenant.inWords() + ")");
        }
    }

    /** Throws a {@link Problem} unless the messages of the caller can be told from those of other tenants. */
    public void requireTenantOfMessages() {
        if (tenant.header() == null) {
            requireAllTenants("a topic of messages");
        }
    }

    /** The problem that the caller may not do this. */
    public Problem refused(String what) {
        return new Problem(
                ProblemType.FORBIDDEN,
                "%s may not %s; the roles %s do not allow it"
                        .formatted(name == null ? "Whoever this is" : "'" + name + "'", what, roles));
    }
}
