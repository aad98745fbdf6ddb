package dev.gregor.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An OpenID provider: discovery, keys, and tokens that are signed with them. */
final class TestProvider implements AutoCloseable {

    static final String AUDIENCE = "gregor";

    /** Making such keys takes seconds. */
    private static final List<JWK> KEYS = keys();

    private static final RSAKey FIRST = KEYS.get(0).toRSAKey();
    private static final RSAKey SECOND = KEYS.get(1).toRSAKey();
    private static final RSAKey FORGED = KEYS.get(2).toRSAKey();
    private static final int UNAVAILABLE = 503;

    final AtomicInteger reads = new AtomicInteger();
    private final HttpServer server;
    private volatile RSAKey key = FIRST;
    private volatile boolean isOff;
    private volatile String place = ",\"jwks_uri\":\"%s/keys\"";

    TestProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(exchange, "{\"issuer\":\"%s\"%s}".formatted(issuer(), place.formatted(issuer()))));
        server.createContext("/keys", exchange -> {
            reads.incrementAndGet();
            answer(exchange, new JWKSet(key.toPublicJWK()).toString());
        });
        server.start();
    }

    private static List<JWK> keys() {
        try (InputStream in = TestProvider.class.getResourceAsStream("/provider-keys.json")) {
            return JWKSet.load(in).getKeys();
        } catch (IOException | ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(isOff ? UNAVAILABLE : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Says this instead of where its keys are. */
    void saysInstead(String members) {
        place = members;
    }

    void off() {
        isOff = true;
    }

    void on() {
        isOff = false;
    }

    /** Signs with another key from now on, and has that one only. */
    void rotate() {
        key = SECOND;
    }

    /** A token for an hour. */
    String token(Instant now, String name, String tenant, String... roles) {
        return token(now, claims -> claims.subject(name).claim("tenant", tenant).claim("roles", List.of(roles)));
    }

    /** A token with other claims. */
    String token(Instant now, UnaryOperator<JWTClaimsSet.Builder> claims) {
        return signed(key, now, claims);
    }

    /** A token that somebody else has signed. */
    String forged(Instant now) {
        return signed(FORGED, now, claims -> claims.subject("eve").claim("roles", List.of("admin")));
    }

    private String signed(RSAKey with, Instant now, UnaryOperator<JWTClaimsSet.Builder> claims) {
        JWTClaimsSet.Builder base = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(AUDIENCE)
                .expirationTime(Date.from(now.plus(Duration.ofHours(1))));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(with.getKeyID()).build(),
                claims.apply(base).build());
        try {
            token.sign(new RSASSASigner(with));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
