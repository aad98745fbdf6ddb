package dev.gregor.app.http;

import static dev.gregor.app.http.Client.json;
import static dev.gregor.app.http.CommandHttpTest.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gregor.app.http.instance.Peers;
import dev.gregor.app.http.security.SecuredHttp;
import dev.gregor.node.settings.HttpProtection;
import dev.gregor.node.settings.HttpProtection.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final Path FILES = Path.of("src/test/resources/tls");
    private static final String RULES = """
            {"certificates": [{"subject": "CN=orders, O=Acme", "name": "orders", "roles": ["reader"]}], "open": [], %s}
            """.formatted(Secured.ROLES);
    private static final String STATE = "/api/aggregates/user/42";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private SecuredHttp access;

    @SuppressWarnings("NullAway.Init")
    private Fakes fakes;

    @AfterEach
    void close() {
        fakes.close();
        access.close();
    }

    private void start(boolean isRequired) throws IOException {
        copy("server.pem", "cert.pem");
        copy("server-key.pem", "key.pem");
        Path rules = Files.writeString(folder.resolve("rules.json"), RULES);
        Tls tls = new Tls(folder.resolve("cert.pem"), folder.resolve("key.pem"), FILES.resolve("ca.pem"), isRequired);
        access = SecuredHttp.of(new HttpProtection(rules, Secured.INSTANCE_KEY, tls, 100, 0, 0), Clock.systemUTC());
        fakes = new Fakes(List.of(), new HttpProtection(rules, null, tls, 100, 0, 0), access);
    }

    private void copy(String from, String to) throws IOException {
        Files.copy(FILES.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What a caller encrypts with that shows this certificate. */
    private static SSLContext tls(String certificate) {
        Tls shown = new Tls(
                FILES.resolve(certificate + ".pem"),
                FILES.resolve(certificate + "-key.pem"),
                FILES.resolve("ca.pem"),
                false);
        return SecuredHttp.of(new HttpProtection(null, null, shown, 100, 0, 0), Clock.systemUTC())
                .context()
                .orElseThrow();
    }

    private HttpResponse<String> get(String path, SSLContext tls) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
        return client.send(
                HttpRequest.newBuilder(URI.create(fakes.server.url() + path)).build(), BodyHandlers.ofString());
    }

    @Test
    void aCallerIsKnownByItsCertificate() throws Exception {
        start(false);
        assertThat(fakes.server.url()).startsWith("https://");
        assertThat(get(STATE, tls("client")).statusCode()).isEqualTo(200);
        problem(get("/metrics", tls("client")), 403, "/problems/forbidden");
    }

    @Test
    void aCertificateThatTheRulesDoNotHaveIsOfNobody() throws Exception {
        start(false);
        HttpResponse<String> refused = get(STATE, tls("server"));
        problem(refused, 401, "/problems/unauthenticated");
        assertThat(json(refused).path("detail").asText()).contains("CN=gregor");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNoneWhateverItSays() throws Exception {
        start(false);
        problem(get(STATE, tls("stranger")), 401, "/problems/unauthenticated");
    }

    @Test
    void whoShowsNoneIsNotAnsweredIfOneIsRequired() throws Exception {
        start(true);
        SSLContext none = SSLContext.getInstance("TLS");
        none.init(null, new TrustManager[] {new TrustsAll()}, null);
        assertThatThrownBy(() -> get(STATE, none)).isInstanceOf(IOException.class);
        assertThat(get(STATE, tls("client")).statusCode()).isEqualTo(200);
    }

    @Test
    void changedFilesHoldForNewConnectionsAndUnusableOnesDoNot() throws Exception {
        start(false);
        assertThat(subject(get(STATE, tls("client")))).isEqualTo("CN=gregor");
        Files.writeString(folder.resolve("cert.pem"), "nothing");
        access.look();
        assertThat(subject(get(STATE, tls("client")))).isEqualTo("CN=gregor");
        copy("renewed.pem", "cert.pem");
        copy("renewed-key.pem", "key.pem");
        access.look();
        assertThat(subject(get(STATE, tls("client")))).isEqualTo("CN=gregor renewed");
    }

    private static String subject(HttpResponse<String> response) throws Exception {
        X509Certificate shown =
                (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    @Test
    void anInstanceIsAskedByAnotherOneWithItsCertificate() throws Exception {
        start(true);
        Peers peers = new Peers("here:1", Duration.ofSeconds(5), access);
        assertThat(peers.idOf(fakes.server.address().orElseThrow()).join()).isEqualTo("one");
    }

    /** Trusts every server. */
    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
