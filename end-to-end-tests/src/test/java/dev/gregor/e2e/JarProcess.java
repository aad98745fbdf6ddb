package dev.gregor.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The application as its users run it: a process of the JAR, asked over HTTP. */
public final class JarProcess implements AutoCloseable {

    static final Path JAR = Path.of(System.getProperty("gregor.jar", "missing: run with Maven"));
    private static final Duration START = Duration.ofMinutes(2);
    private static final Pattern HTTP = Pattern.compile("(?m)^HTTP +(http://\\S+)");

    /** The process ended by itself before it was ready. */
    public static final class DidNotStart extends AssertionError {

        private static final long serialVersionUID = 1;
        private final String output;

        DidNotStart(String output) {
            super("The application did not start:\n" + output);
            this.output = output;
        }

        /** What it printed. */
        public String output() {
            return output;
        }
    }

    private final Process process;
    private final Path output;
    private final boolean writesArchive;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    private JarProcess(Process process, Path output, boolean writesArchive) {
        this.process = process;
        this.output = output;
        this.writesArchive = writesArchive;
        try {
            Awaitility.await().atMost(START).until(() -> output().contains("\nReady in ") || !process.isAlive());
        } catch (ConditionTimeoutException e) {
            kill();
            throw new AssertionError("The application was not ready within " + START + ":\n" + output(), e);
        }
        if (!process.isAlive()) {
            throw new DidNotStart(output());
        }
        Matcher matcher = HTTP.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("The application does not say where it listens:\n" + output());
        }
        this.url = matcher.group(1);
    }

    /** Starts {@code java -jar} on a data folder, with a free port unless the options have one, and waits until it is ready. */
    public static JarProcess start(Path dataDir, String... options) {
        try {
            Path output = output(dataDir);
            boolean writesArchive = ClassArchive.isToBeWritten();
            List<String> archive = writesArchive ? ClassArchive.written() : ClassArchive.used();
            return new JarProcess(launch(archive, dataDir, output, options), output, writesArchive);
        } catch (IOException e) {
            throw new AssertionError("The application could not be started", e);
        }
    }

    /** Runs a task of the JAR on a data folder, and answers its exit code, a blank, and what it printed. */
    public static String run(Path dataDir, String... options) {
        try {
            Path output = output(dataDir);
            int exitCode = launch(ClassArchive.used(), dataDir, output, options).waitFor();
            return exitCode + " " + Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError("The task could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    private static Path output(Path dataDir) throws IOException {
        Files.createDirectories(dataDir);
        return Files.createTempFile(dataDir.getParent(), "output", ".txt");
    }

    private static Process launch(List<String> archive, Path dataDir, Path output, String... options)
            throws IOException {
        List<String> command = java(archive, "--kafka-port", "0", "--data-dir", dataDir.toString());
        command.addAll(List.of(options));
        if (!command.contains("--port")) {
            command.addAll(List.of("--port", "0"));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static List<String> java(List<String> archive, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(archive);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What it has printed until now. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError("The output could not be read", e);
        }
    }

    /** The id of its process. */
    public long processId() {
        return process.pid();
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Where it serves HTTP. */
    public String url() {
        return url;
    }

    /** Runs a command of the JAR to its end, and answers its exit code, a blank, and what it printed. */
    public static String command(String... arguments) {
        try {
            Process process = new ProcessBuilder(java(ClassArchive.used(), arguments))
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() + " " + printed;
        } catch (IOException e) {
            throw new AssertionError("The command could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    /** Asks for a path with these headers, names and values in turn. */
    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    /** Posts JSON with these headers, names and values in turn. */
    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Posts lines of JSON. */
    public HttpResponse<String> postLines(String path, String lines) {
        return send(request(path)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request.build(), body);
        } catch (IOException e) {
            throw new AssertionError("The application does not answer:\n" + output(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    /** Opens a stream of server-sent events. */
    EventStream stream(String path, String... headers) {
        return new EventStream(send(
                request(path, headers).header("Accept", "text/event-stream").GET(),
                HttpResponse.BodyHandlers.ofInputStream()));
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it as Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(writesArchive ? 5 : 1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("The application did not stop within a minute:\n" + output());
            }
            if (writesArchive) {
                ClassArchive.finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
