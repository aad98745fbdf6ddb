package dev.gregor.app.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.exchange.Json;
import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** How an instance tells another one on whose behalf it asks: signed with the key that all have, for one request and a short time. */
final class InstanceSignature {

    /** The header. */
    static final String HEADER = "Gregor-Caller";

    private static final String ALGORITHM = "HmacSHA256";

    /** Clocks of machines differ. */
    private static final Duration MAX_AGE = Duration.ofMinutes(2);

    private final SecretKeySpec key;
    private final Clock clock;

    InstanceSignature(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.clock = clock;
    }

    /**
     * On whose behalf another instance asks.
     *
     * @param name the name of the caller; null if the instance asks of itself
     * @param prefix what ids and keys of the caller's tenant start with; null for nothing
     */
    record Asked(
            @Nullable String name,
            Set<String> roles,
            @Nullable String prefix) {}

    String sign(@Nullable Caller caller, String method, String path) {
        ObjectNode payload =
                Json.object().put("method", method).put("path", path).put("time", clock.millis());
        if (caller != null) {
            payload.put("name", caller.name()).put("prefix", caller.tenant().prefix());
            caller.roles().forEach(payload.putArray("roles")::add);
        }
        String signed = Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(payload));
        return signed + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash(signed));
    }

    /** Who asks; throws a {@link Problem} if nobody with the key has signed this request. */
    Asked verify(String header, String method, String path) {
        try {
            String[] parts = header.split("\\.", 2);
            byte[] hash = Base64.getUrlDecoder().decode(parts[parts.length - 1]);
            if (parts.length != 2 || !MessageDigest.isEqual(hash, hash(parts[0]))) {
                throw refused("it is not signed with the gregor.http.security.instance-key of this instance");
            }
            return asked(Json.read(Base64.getUrlDecoder().decode(parts[0])), method, path);
        } catch (IllegalArgumentException e) {
            throw refused("it is malformed");
        }
    }

    private Asked asked(JsonNode payload, String method, String path) {
        if (!payload.path("method").asText().equals(method)
                || !payload.path("path").asText().equals(path)) {
            throw refused("it is of another request");
        }
        if (Math.abs(clock.millis() - payload.path("time").asLong()) > MAX_AGE.toMillis()) {
            throw refused("it is old, or the clocks of two instances differ by minutes");
        }
        Set<String> roles = new TreeSet<>();
        payload.path("roles").forEach(role -> roles.add(role.asText()));
        return new Asked(
                payload.path("name").textValue(), roles, payload.path("prefix").textValue());
    }

    private static Problem refused(String reason) {
        return new Problem(ProblemType.UNAUTHENTICATED, "The header %s is not valid: %s".formatted(HEADER, reason));
    }

    private byte[] hash(String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(signed.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
