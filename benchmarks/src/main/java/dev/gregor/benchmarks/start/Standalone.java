package dev.gregor.benchmarks.start;

import dev.gregor.benchmarks.machine.Fork;
import dev.gregor.benchmarks.machine.Processes;
import dev.gregor.benchmarks.machine.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The application with the broker in its process, started, killed and stopped in one folder and at the same ports. */
final class Standalone implements AutoCloseable {

    private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
    private static final int OK = 200;

    private final @Nullable Path jar;
    private final List<String> jvmOptions;
    private final Path dir;
    private final int httpPort = freePort();
    private final int kafkaPort = freePort();
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Process process;

    /**
     * Does not start it yet.
     *
     * @param jar the application's; null for the classes of this program
     * @param jvmOptions of its virtual machine
     * @param dir for its data and its log
     */
    Standalone(@Nullable Path jar, List<String> jvmOptions, Path dir) {
        this.jar = jar;
        this.jvmOptions = jvmOptions;
        this.dir = dir;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No port is free", e);
        }
    }

    /** Where it serves HTTP. */
    URI address() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /**
     * Starts it and answers how many seconds passed until it was ready; empty if it was not within three minutes.
     *
     * @throws IllegalStateException if it ended instead
     */
    Optional<Double> start() {
        long began = System.nanoTime();
        process = launch();
        while (!isReady()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("The application ended; its log is in " + log());
            }
            if (System.nanoTime() - began > READY_TIMEOUT.toNanos()) {
                return Optional.empty();
            }
            Waiting.seconds(0.02);
        }
        return Optional.of((System.nanoTime() - began) / 1e9);
    }

    private Process launch() {
        List<String> arguments = new ArrayList<>(jvmOptions);
        arguments.addAll(
                jar == null
                        ? List.of("-cp", System.getProperty("java.class.path"), "dev.gregor.app.Main")
                        : List.of("-jar", jar.toString()));
        arguments.addAll(List.of(
                "--data-dir=" + dir.resolve("data"), "--port=" + httpPort, "--kafka-port=" + kafkaPort, "--only=user"));
        try {
            return new ProcessBuilder(Fork.java(arguments))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("The application cannot be run", e);
        }
    }

    private Path log() {
        return dir.resolve("application.log");
    }

    private boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(address().resolve("/health/ready"))
                .timeout(REQUEST_TIMEOUT)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the application started", e);
        }
    }

    /** The CPU seconds that it has used since its start. */
    double cpuSeconds() {
        return process == null ? 0 : Processes.cpuSeconds(process.pid());
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        end(Process::destroyForcibly);
    }

    /** Ends it as Ctrl-C does. */
    void stop() {
        end(running -> {
            running.destroy();
            return running;
        });
    }

    private void end(UnaryOperator<Process> how) {
        if (process != null) {
            how.apply(process).onExit().join();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
