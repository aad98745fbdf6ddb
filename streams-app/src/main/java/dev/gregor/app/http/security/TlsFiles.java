package dev.gregor.app.http.security;

import dev.gregor.node.settings.HttpProtection.Tls;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What connections are encrypted with: the files in PEM as they are now, for this server and for what it asks others. Thread-safe. */
final class TlsFiles {

    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final ConfigDef SETTINGS = new ConfigDef();

    static {
        SslConfigs.addClientSslSupport(SETTINGS);
    }

    private final Tls tls;
    private final WatchedFiles files;
    private final SslContextFactory.Server server = new SslContextFactory.Server();
    private volatile SSLContext context;

    /** Reads the files; throws {@link RulesException} if they are not as they have to be. */
    TlsFiles(Tls tls) {
        this.tls = tls;
        this.files = new WatchedFiles(
                tls.authorities() == null
                        ? List.of(tls.certificate(), tls.key())
                        : List.of(tls.certificate(), tls.key(), tls.authorities()));
        this.context = read();
        server.setSslContext(context);
        server.setWantClientAuth(tls.authorities() != null);
        server.setNeedClientAuth(tls.isRequired());
    }

    /** For the server; stays the same object. */
    SslContextFactory.Server server() {
        return server;
    }

    /** For connections to other instances; another object once the files have changed. */
    SSLContext context() {
        return context;
    }

    /** Reads the files again if they have changed. New connections are made with them; if they cannot be used, all stays as it is. */
    void look() {
        try {
            if (files.haveChanged()) {
                SSLContext read = read();
                server.reload(factory -> factory.setSslContext(read));
                context = read;
                LOG.info("New connections are encrypted with the changed {}", tls.certificate());
            }
        } catch (Exception e) {
            LOG.error(
                    "Connections are still encrypted with the certificate from before: {} cannot be used ({})",
                    tls.certificate(),
                    e.getMessage());
        }
    }

    private SSLContext read() {
        List<byte[]> read = files.read();
        Map<String, Object> pem = new HashMap<>();
        pem.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, DefaultSslEngineFactory.PEM_TYPE);
        pem.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(read.get(0)));
        pem.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(read.get(1)));
        if (tls.authorities() != null) {
            pem.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, DefaultSslEngineFactory.PEM_TYPE);
            pem.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, text(read.get(2)));
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(SETTINGS.parse(pem));
            return factory.sslContext();
        } catch (KafkaException e) {
            throw new RulesException("The files of gregor.http.tls cannot be used: " + inWords(e), e);
        }
    }

    private static Password text(byte[] pem) {
        return new Password(new String(pem, StandardCharsets.UTF_8));
    }

    private static String inWords(KafkaException e) {
        return e.getCause() == null
                ? String.valueOf(e.getMessage())
                : e.getMessage() + " (" + e.getCause().getMessage() + ")";
    }
}
