package dev.gregor.app.http.security;

import dev.gregor.app.http.access.Access;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.Rights;
import dev.gregor.app.http.access.Tenant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Who may do what: the callers with keys and certificates, and what roles allow. Immutable. */
final class Rules {

    private static final Pattern COMMAND = Pattern.compile("\\*|[a-z][a-z0-9-]*\\.(\\*|[a-z][a-z0-9-]*)");
    private static final Pattern NAME = Pattern.compile("\\*|[a-z][a-z0-9-]{0,62}");
    private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern HEADER =
            Pattern.compile("(?i)(?!ce_|gregor-|content-type|trace(parent|state)$)[a-z][a-z0-9_-]{0,62}");
    private static final String ALL = "*";

    private final RulesFile file;
    private final Set<Access> open = EnumSet.noneOf(Access.class);
    private final Map<String, Caller> byKey = new HashMap<>();
    private final Map<X500Principal, Caller> bySubject = new HashMap<>();

    private Rules(RulesFile file) {
        this.file = file;
        file.open().forEach(opened -> open.add(Access.valueOf(opened.name())));
        file.roles().forEach(Rules::require);
        requireHeader(file.tenants());
        file.keys().forEach(this::add);
        file.certificates().forEach(this::add);
    }

    /**
     * The rules of a file.
     *
     * @throws RulesException if a name or a hash in it is malformed, a role is not declared, or a tenant is of no use
     */
    static Rules of(RulesFile file) {
        return new Rules(file);
    }

    private static void require(String role, RulesFile.Role allowed) {
        for (String command : allowed.commands()) {
            if (!COMMAND.matcher(command).matches()) {
                throw new RulesException(
                        "'%s' in the role '%s' is no command, expected one such as user.register, user.* or *"
                                .formatted(command, role));
            }
        }
        requireNames("aggregates", "user", allowed.aggregates(), role);
        requireNames("readModels", "user-by-id", allowed.readModels(), role);
    }

    private static void requireHeader(RulesFile.@Nullable Tenants tenants) {
        if (tenants != null
                && tenants.header() != null
                && !HEADER.matcher(tenants.header()).matches()) {
            throw new RulesException(
                    "The header of tenants '%s' is no name of one, expected one such as tenant, and none of ce_..., gregor-... and content-type"
                            .formatted(tenants.header()));
        }
    }

    private static void requireNames(String member, String example, List<String> names, String role) {
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new RulesException("'%s' in '%s' of the role '%s' is no name, expected one such as %s, or *"
                        .formatted(name, member, role, example));
            }
        }
    }

    private void add(RulesFile.Key key) {
        if (!HASH.matcher(key.hash()).matches()) {
            throw new RulesException(
                    "The hash of the key '%s' is malformed, expected sha256: and 64 hexadecimal digits, as 'java -jar streams-app.jar api-key' prints it"
                            .formatted(key.name()));
        }
        requireDeclared(key.roles(), key.name());
        requireTenants(key.tenant(), key.name());
        if (byKey.put(key.hash(), caller(key.name(), key.roles(), key.tenant())) != null) {
            throw new RulesException("Two keys have the hash of '%s'".formatted(key.name()));
        }
    }

    private void add(RulesFile.Certificate certificate) {
        String name = certificate.name() == null ? certificate.subject() : certificate.name();
        requireDeclared(certificate.roles(), name);
        requireTenants(certificate.tenant(), name);
        try {
            X500Principal subject = new X500Principal(certificate.subject());
            bySubject.put(subject, caller(name, certificate.roles(), certificate.tenant()));
        } catch (IllegalArgumentException e) {
            throw new RulesException(
                    "'%s' is no subject of a certificate, expected one such as CN=orders,O=Acme"
                            .formatted(certificate.subject()),
                    e);
        }
    }

    private void requireDeclared(Collection<String> roles, String name) {
        if (!Caller.isName(name)) {
            throw new RulesException("'%s' is no name of a caller, expected 1 to 200 characters".formatted(name));
        }
        for (String role : roles) {
            if (!file.roles().containsKey(role)) {
                throw new RulesException("'%s' has the role '%s', but the roles are %s"
                        .formatted(name, role, new TreeSet<>(file.roles().keySet())));
            }
        }
    }

    private void requireTenants(@Nullable String tenant, String name) {
        if (tenant != null && file.tenants() == null) {
            throw new RulesException(
                    "'%s' is of the tenant '%s', but there are no tenants: add the member \"tenants\": {}, or leave the tenant out"
                            .formatted(name, tenant));
        }
    }

    /** Where tokens come from; null if there are none. */
    RulesFile.@Nullable Tokens tokens() {
        return file.tokens();
    }

    /** Whether that is answered to whoever asks. */
    boolean isOpen(Access access) {
        return open.contains(access);
    }

    /** The caller with the API key of this hash. */
    Optional<Caller> withKey(String hash) {
        return Optional.ofNullable(byKey.get(hash));
    }

    /** The caller with a certificate of this subject. */
    Optional<Caller> withCertificate(X500Principal subject) {
        return Optional.ofNullable(bySubject.get(subject));
    }

    /** The caller with these roles, of which those that are not declared allow nothing. */
    Caller caller(String name, Collection<String> roles, @Nullable String tenant) {
        Set<String> held = new TreeSet<>(roles);
        return new Caller(name, held, rights(held), tenant(held, tenant));
    }

    private Tenant tenant(Set<String> roles, @Nullable String name) {
        if (file.tenants() == null || allowed(roles).stream().anyMatch(RulesFile.Role::allTenants)) {
            return Tenant.ALL;
        }
        return Tenant.of(name, file.tenants().separator(), file.tenants().header());
    }

    /** What these roles allow together. */
    Rights rights(Set<String> roles) {
        List<RulesFile.Role> allowed = allowed(roles);
        Set<Access> general = EnumSet.noneOf(Access.class);
        for (RulesFile.Role role : allowed) {
            addIf(role.administration(), Access.ADMINISTRATION, general);
            addIf(role.payloads(), Access.PAYLOADS, general);
            addIf(role.metrics(), Access.METRICS, general);
            addIf(role.docs(), Access.DOCS, general);
        }
        return new Rights(
                all(allowed, RulesFile.Role::commands),
                all(allowed, RulesFile.Role::aggregates),
                all(allowed, RulesFile.Role::readModels),
                all(allowed, RulesFile.Role::topics),
                general);
    }

    private static void addIf(boolean condition, Access access, Set<Access> general) {
        if (condition) {
            general.add(access);
        }
    }

    private static Set<String> all(List<RulesFile.Role> roles, Function<RulesFile.Role, List<String>> names) {
        Set<String> all =
                roles.stream().flatMap(role -> names.apply(role).stream()).collect(Collectors.toSet());
        return all.contains(ALL) ? Set.of(ALL) : all;
    }

    private List<RulesFile.Role> allowed(Set<String> roles) {
        return roles.stream()
                .flatMap(role -> Optional.ofNullable(file.roles().get(role)).stream())
                .toList();
    }
}
