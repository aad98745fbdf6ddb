package dev.gregor.e2e.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A process of an example. */
final class BankProcess implements AutoCloseable {

    private static final int CLIENTS = 16;
    private static final int READ_AHEAD_BYTES = 4096;
    private static final Pattern PORT =
            Pattern.compile("(?:(?:Tomcat|Jetty) started on port |Listening on: http://[^:]+:)([0-9]+)");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final long launched = System.nanoTime();
    private final Path output;
    private final Process process;

    private BankProcess(Path folder, Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                // as on a larger machine, where futures run in the common pool
                "-XX:ActiveProcessorCount=4",
                "-Dserver.port=0",
                "-Dquarkus.http.port=0",
                "-Dgregor.kafka-port=0"));
        command.addAll(arguments);
        output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
    }

    static BankProcess start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        return new BankProcess(folder, environment, List.of(arguments));
    }

    static BankProcess ofTheJar(Path folder) throws IOException {
        return start(folder, Map.of(), "-jar", "target/spring-bank-1.0.jar");
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    long pid() {
        return process.pid();
    }

    Duration sinceLaunch() {
        return Duration.ofNanos(System.nanoTime() - launched);
    }

    /** Waits until the application has started this often, and is ready. */
    BankProcess awaitReady(int starts) {
        return awaitOk(starts, "/actuator/health/readiness");
    }

    /** Waits until the application has started this often, and answers at a path that all is well. */
    BankProcess awaitOk(int starts, String path) {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> {
            requireAlive();
            return started() >= starts && get(path).statusCode() == 200;
        });
        return this;
    }

    private void requireAlive() throws IOException {
        assertThat(process.isAlive()).describedAs(output()).isTrue();
    }

    /** How often it has started. */
    long started() throws IOException {
        return PORT.matcher(output()).results().count();
    }

    private String url(String path) throws IOException {
        Matcher port = PORT.matcher(output());
        String url = "";
        while (port.find()) {
            url = "http://127.0.0.1:" + port.group(1) + path;
        }
        return url;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url(path))).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url(path)))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /**
     * Sends a request without a body on a connection of its own, of which little is read ahead.
     *
     * @param request the method and the path
     */
    Socket request(String request) throws IOException {
        URI server = URI.create(url("/"));
        Socket connection = new Socket();
        connection.setReceiveBufferSize(READ_AHEAD_BYTES);
        connection.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        connection
                .getOutputStream()
                .write((request + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return connection;
    }

    void open(String account) throws IOException, InterruptedException {
        open(account, "ann");
    }

    void open(String account, String owner) throws IOException, InterruptedException {
        HttpResponse<String> opened = send("PUT", "/accounts/" + account, "{\"owner\":\"" + owner + "\"}");
        assertThat(opened.statusCode()).describedAs(opened.body()).isEqualTo(200);
    }

    /** Opens accounts, several at a time. */
    void open(Stream<String> accounts) throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> opened = accounts.<Future<?>>map(account -> clients.submit(() -> {
                        open(account);
                        return account;
                    }))
                    .toList();
            for (Future<?> each : opened) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** Asks it to stop, and answers how long that takes. */
    Duration stop() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        process.destroy();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).describedAs(output()).isTrue();
        assertThat(process.exitValue()).describedAs(output()).isEqualTo(143);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
