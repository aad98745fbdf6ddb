package dev.gregor.benchmarks.gregor;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gregor.message.RandomId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** An application that serves HTTPS to callers with tokens: its certificate, its rules, and an issuer of tokens in this process. */
public final class SecuredHttp implements AutoCloseable {

    private static final String PASSWORD = "of-the-benchmark";
    private static final String ALIAS = "application";
    private static final String ISSUER = "https://issuer.example";
    private static final String AUDIENCE = "gregor";
    private static final int CALLERS = 100;
    private static final int OK = 200;
    private static final Duration LIFE = Duration.ofHours(12);

    private final Path dir;
    private final HttpServer keys;
    private final List<String> tokens;

    private SecuredHttp(Path dir, HttpServer keys, List<String> tokens) {
        this.dir = dir;
        this.keys = keys;
        this.tokens = tokens;
    }

    /** Makes all of it, with files in this folder. */
    public static SecuredHttp open(Path folder) {
        try {
            Path dir = Files.createDirectories(folder.resolve("secured"));
            makeCertificate(dir);
            ECKey key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
            HttpServer keys = serve(new JWKSet(key.toPublicJWK()).toString());
            Files.writeString(dir.resolve("rules.json"), rules(keys.getAddress().getPort()));
            return new SecuredHttp(dir, keys, tokens(key));
        } catch (IOException e) {
            throw new UncheckedIOException("The files of a secured application cannot be written", e);
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("The keys of a secured application cannot be made", e);
        }
    }

    private static void makeCertificate(Path dir) throws IOException, GeneralSecurityException {
        Path store = dir.resolve("application.p12");
        keytool(List.of(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                ALIAS,
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        write(
                dir.resolve("key.pem"),
                "PRIVATE KEY",
                made.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        write(
                dir.resolve("certificate.pem"),
                "CERTIFICATE",
                made.getCertificate(ALIAS).getEncoded());
    }

    private static void keytool(List<String> arguments) throws IOException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder command = new ProcessBuilder(tool.toString()).redirectErrorStream(true);
        command.command().addAll(arguments);
        Process process = command.start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool runs", e);
        }
    }

    private static void write(Path file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(content);
        Files.writeString(file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, text));
    }

    private static HttpServer serve(String keys) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> answer(exchange, keys.getBytes(StandardCharsets.UTF_8)));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, byte[] keys) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "application/jwk-set+json");
            exchange.sendResponseHeaders(OK, keys.length);
            exchange.getResponseBody().write(keys);
        }
    }

    private static String rules(int port) {
        return """
                {
                  "tokens": {"issuer": "%s", "audience": "%s", "keys": "http://127.0.0.1:%d/keys"},
                  "roles": {"caller": {"commands": ["*"]}}
                }
                """.formatted(ISSUER, AUDIENCE, port);
    }

    private static List<String> tokens(ECKey key) throws JOSEException {
        ECDSASigner signer = new ECDSASigner(key);
        return IntStream.range(0, CALLERS)
                .mapToObj(caller -> token(key, signer, "caller-" + caller))
                .toList();
    }

    private static String token(ECKey key, ECDSASigner signer, String caller) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(caller)
                .claim("roles", List.of("caller"))
                .expirationTime(Date.from(Instant.now().plus(LIFE)))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("A token cannot be signed", e);
        }
    }

    /** The settings that the application needs for it. */
    public Map<String, String> settings() {
        return Map.of(
                "gregor.http.tls.certificate", dir.resolve("certificate.pem").toString(),
                "gregor.http.tls.key", dir.resolve("key.pem").toString(),
                "gregor.http.security.rules", dir.resolve("rules.json").toString(),
                "gregor.http.security.instance-key", RandomId.next());
    }

    /** A store with the certificate that clients trust, in PKCS#12. */
    public Path trusted() {
        return dir.resolve("application.p12");
    }

    /** Its password. */
    public String trustedPassword() {
        return PASSWORD;
    }

    /** The token of one of 100 callers, the same for the same number. */
    public String token(int number) {
        return tokens.get(number % CALLERS);
    }

    @Override
    public void close() {
        keys.stop(0);
    }
}
