package dev.gregor.app.http;

import dev.gregor.app.http.security.ApiKey;
import dev.gregor.app.http.security.SecuredHttp;
import dev.gregor.node.settings.HttpProtection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An HTTP server over fakes with the rules of a file, and callers of it. */
final class Secured implements AutoCloseable {

    static final String INSTANCE_KEY = "0123456789abcdef0123456789abcdef";

    static final String ROLES = """
            "roles": {
              "reader": {"aggregates": ["user"], "readModels": ["user-by-id"], "docs": true},
              "writer": {"commands": ["user.*"], "aggregates": ["user"], "readModels": ["user-by-id"], "docs": true},
              "operator": {"administration": true, "allTenants": true},
              "publisher": {"topics": ["user-events"]},
              "registrar": {"commands": ["user.register"]},
              "admin": {"commands": ["*"], "aggregates": ["*"], "readModels": ["*"], "topics": ["*"], "administration": true,
                        "payloads": true, "metrics": true, "docs": true, "allTenants": true}
            }""";

    final TestClock clock = new TestClock();
    final TestProvider provider = new TestProvider();
    final SecuredHttp access;
    final Fakes fakes;
    final Client client;
    private final Path file;

    /** With tenants, and these keys in the rules. */
    Secured(Path folder, String keys) {
        this(folder, keys, 0);
    }

    Secured(Path folder, String keys, int callerRate) {
        file = folder.resolve("rules.json");
        write(rules(keys));
        HttpProtection protection = new HttpProtection(file, INSTANCE_KEY, null, 1000, callerRate, 1);
        access = SecuredHttp.of(protection, clock);
        fakes = new Fakes(List.of(), protection, access);
        client = new Client(fakes.server.url());
    }

    String rules(String keys) {
        return """
                {"tokens": {"issuer": "%s", "audience": "%s"}, "tenants": {"header": "tenant"}, "keys": [%s], %s}""".formatted(provider.issuer(), TestProvider.AUDIENCE, keys, ROLES);
    }

    /** Replaces the file. */
    void write(String rules) {
        try {
            Files.writeString(file, rules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String key(ApiKey key, String name, @Nullable String tenant, String role) {
        return "{\"name\": \"%s\", \"hash\": \"%s\", \"roles\": [\"%s\"]%s}"
                .formatted(name, key.hash(), role, tenant == null ? "" : ", \"tenant\": \"" + tenant + '"');
    }

    String token(String name, String tenant, String... roles) {
        return provider.token(clock.instant(), name, tenant, roles);
    }

    HttpResponse<String> get(String path, String credentials) {
        return client.get(path, "Authorization", "Bearer " + credentials);
    }

    /** Sends a command with these credentials. */
    HttpResponse<String> register(String id, String credentials) {
        return post(
                "/api/aggregates/user/" + id + "/commands/register",
                "{\"username\":\"john\",\"email\":\"john@example.com\"}",
                credentials);
    }

    HttpResponse<String> post(String path, String body, String credentials) {
        return client.send(
                client.request(path, "Authorization", "Bearer " + credentials, "Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Override
    public void close() {
        fakes.close();
        access.close();
        provider.close();
    }
}
