package dev.gregor.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real schema registry for tests, as a process of its own that keeps its schemas in memory. Its files, unpacked from
 * {@code io.apicurio:apicurio-registry-app:tar.gz:all}, are where the system property {@value #HOME} says.
 */
public final class ApicurioRegistry implements AutoCloseable {

    /** The system property that names the directory of the registry's files. */
    public static final String HOME = "gregor.apicurio.home";

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final long STOP_LIMIT_SECONDS = 10;
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI url;
    private final Path log;

    private ApicurioRegistry(Process process, int port, Path log) {
        this.process = process;
        this.url = URI.create("http://127.0.0.1:%d/apis/ccompat/v7".formatted(port));
        this.log = log;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    }

    /**
     * Starts a registry on a free port and returns when it answers, after about 4 s.
     *
     * @throws IllegalStateException if its files are not there, or it does not start
     */
    public static ApicurioRegistry start() {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new IllegalStateException("Set the system property %s to the registry's directory.".formatted(HOME));
        }
        try {
            return start(Path.of(home), freePort());
        } catch (IOException e) {
            throw new UncheckedIOException("The registry in " + home + " cannot be started", e);
        }
    }

    private static ApicurioRegistry start(Path home, int port) throws IOException {
        Path log = home.resolve("registry-%d.log".formatted(port));
        ProcessBuilder command =
                new ProcessBuilder(java(), "-Xmx512m", "-jar", runner(home).toString());
        command.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        command.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        command.redirectErrorStream(true).redirectOutput(log.toFile());
        ApicurioRegistry registry = new ApicurioRegistry(command.start(), port, log);
        registry.awaitStart();
        return registry;
    }

    private static String java() {
        return String.join(File.separator, System.getProperty("java.home"), "bin", "java");
    }

    private static Path runner(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No *-runner.jar in %s (%s)".formatted(home, HOME)));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline || ended(100, TimeUnit.MILLISECONDS)) {
                close();
                throw new IllegalStateException("The registry did not start. See " + log);
            }
        }
    }

    private boolean answers() {
        try {
            return send(request("/subjects").GET()) == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private boolean ended(long limit, TimeUnit unit) {
        try {
            return process.waitFor(limit, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The address of the Confluent-compatible API, for {@code schema.registry.url}. */
    public URI url() {
        return url;
    }

    /**
     * Sets the rule that all subjects follow, such as BACKWARD.
     *
     * @throws IllegalStateException if the registry refuses it
     */
    public void compatibility(String rule) {
        String body = "{\"compatibility\": \"%s\"}".formatted(rule);
        int status = send(request("/config").PUT(BodyPublishers.ofString(body)));
        if (status != 200) {
            throw new IllegalStateException("The registry answered %d to the rule %s".formatted(status, rule));
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Content-Type", MEDIA_TYPE);
    }

    private int send(HttpRequest.Builder request) {
        try {
            return client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the registry", e);
        }
    }

    /** Ends the process; what it kept is gone. */
    @Override
    public void close() {
        process.destroy();
        if (!ended(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
