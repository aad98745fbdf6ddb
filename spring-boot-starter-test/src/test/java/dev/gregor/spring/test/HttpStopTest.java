package dev.gregor.spring.test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.springbank.Account;
import com.example.springbank.BankApplication;
import com.example.springbank.Open;
import dev.gregor.api.Commands;
import dev.gregor.node.Gregor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gregor's HTTP API in a Tomcat that stops. */
@ExtendWith(OutputCaptureExtension.class)
class HttpStopTest {

    private static final int SMALL = 4096;
    private static final String EVENTS =
            "GET /gregor/api/events/account?from=beginning HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String BATCH = String.join(
            "\r\n",
            "POST /gregor/api/commands HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/x-ndjson",
            "Content-Length: 1000000",
            "",
            "{\"aggregateType\":\"account\",\"aggregateId\":\"cut\",\"type\":\"account.open.v1\",\"data\":{\"owner\":\"ann\"}}\n");

    @TempDir
    Path folder;

    private ConfigurableApplicationContext application;

    @Configuration(proxyBeanMethods = false)
    static class SmallBuffers {

        @Bean
        static WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
            return factory -> factory.addConnectorCustomizers(
                    connector -> connector.setProperty("socket.txBufSize", String.valueOf(SMALL)));
        }
    }

    @BeforeEach
    void start() {
        application = new SpringApplicationBuilder(BankApplication.class, SmallBuffers.class)
                .properties(
                        "server.port=0",
                        "gregor.kafka-port=0",
                        "gregor.data-dir=" + folder,
                        "logging.level.org.springframework.boot.tomcat=info")
                .run();
        application.getBean(Gregor.class).awaitReady(reason -> {});
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private Socket request(String request) throws IOException {
        int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        Socket client = new Socket();
        client.setReceiveBufferSize(SMALL);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        client.getOutputStream().write(request.getBytes(US_ASCII));
        return client;
    }

    @Test
    void endsStreamsAndDoesNotWaitForAClientThatDoesNotRead(CapturedOutput output) throws IOException {
        String owner = "x".repeat(500_000);
        application
                .getBean(Commands.class)
                .send(Account.class, "large", new Open(owner))
                .join()
                .orElseThrow();
        try (Socket deaf = request(EVENTS);
                Socket client = request(EVENTS)) {
            // of the event, which is more than the buffers take
            deaf.getInputStream().readNBytes(2 * SMALL);
            client.getInputStream().readNBytes(owner.length());
            CompletableFuture<String> rest = CompletableFuture.supplyAsync(() -> rest(client));
            application.close();
            assertThat(rest.join()).endsWith("\r\n0\r\n\r\n");
        }
        assertStopped(output);
    }

    private static String rest(Socket client) {
        try {
            return new String(client.getInputStream().readAllBytes(), US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Their connections are reset at once, or after the first bytes of the answer. */
    @Test
    void doesNotWaitForBatchesWhoseClientsAreGone(CapturedOutput output) throws IOException {
        for (int i = 0; i < 40; i++) {
            try (Socket client = request(BATCH)) {
                client.setSoLinger(true, 0);
                if (i % 2 == 0) {
                    assertThat(client.getInputStream().read()).isPositive();
                }
            }
        }
        application.close();
        assertStopped(output);
        assertThat(output).doesNotContain("/gregor/api/commands failed");
    }

    private static void assertStopped(CapturedOutput output) {
        assertThat(output).contains("Graceful shutdown complete").doesNotContain("Graceful shutdown aborted");
    }
}
