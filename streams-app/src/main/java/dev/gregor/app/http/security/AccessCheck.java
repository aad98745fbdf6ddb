package dev.gregor.app.http.security;

import dev.gregor.app.http.access.Access;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.Rights;
import dev.gregor.app.http.exchange.Params;
import dev.gregor.app.http.instance.RowExchange;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a known caller may do what a request is for. */
final class AccessCheck {

    private static final Logger AUDIT = LoggerFactory.getLogger("dev.gregor.audit");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String ALL = "*";

    private AccessCheck() {}

    /** Throws a problem unless the caller may do what the route gives access to. */
    static void require(@Nullable Access access, Context request, Caller caller) {
        if (access == null || !isAllowed(access, caller.rights(), request.pathParamMap())) {
            throw refused(request, caller);
        }
        requireTenant(access, request, caller);
        if (access == Access.ADMINISTRATION
                && !READING.contains(request.method().name())) {
            AUDIT.info("'{}' asks for {} {}", caller.name(), request.method(), Params.path(request));
        }
    }

    private static boolean isAllowed(Access access, Rights rights, Map<String, String> path) {
        return switch (access) {
            case CALLER, HEALTH -> true;
            case DOCS, METRICS, ADMINISTRATION -> rights.allows(access);
            case COMMANDS -> rights.allowsCommands();
            case AGGREGATE, AGGREGATES, EVENTS -> rights.allowsAggregates(path.getOrDefault("type", ALL));
            case ROW, ROWS -> rights.allowsReadModel(path.getOrDefault("name", ALL));
            case TOPIC -> rights.allowsTopic(path.getOrDefault("topic", ALL));
            case READ_MODELS -> rights.allowsReadModels();
            case INSTANCE, PAYLOADS -> false;
        };
    }

    private static void requireTenant(Access access, Context request, Caller caller) {
        switch (access) {
            case AGGREGATE -> caller.requireTenantOf("aggregate", request.pathParam("id"));
            case ROW -> caller.requireTenantOf("row", request.pathParam("key"));
            case AGGREGATES, ROWS -> caller.requireTenantOfPage(request.queryParam("prefix"));
            case EVENTS -> caller.requireAllTenants("a stream of events");
            case TOPIC -> caller.requireTenantOfMessages();
            case ADMINISTRATION -> caller.requireAllTenants("what is administrated");
            default -> {
                // of no tenant, or checked once it is read
            }
        }
    }

    /** Throws a problem unless the caller may read what another instance asks for: what the path names, and which keys of it. */
    static void requireNamed(Context request, Caller caller) {
        Map<String, String> path = request.pathParamMap();
        Access named = path.containsKey("name") ? Access.ROWS : Access.AGGREGATES;
        if (!isAllowed(named, caller.rights(), path)) {
            throw refused(request, caller);
        }
        caller.requireTenantOf(RowExchange.keys(request));
    }

    private static RuntimeException refused(Context request, Caller caller) {
        return caller.refused("%s %s".formatted(request.method(), request.path()));
    }
}
